-- Finally failed messages are found by the events that told it: their state is a column that transitions change, and an
-- index on it would end heap-only updates. Few events are of these types, so the index costs the others nothing.
CREATE INDEX message_event_dead ON message_event (id) WHERE type IN ('message.failed', 'message.rejected');

-- What could not be read, as it came in.
ALTER TABLE refused_job ADD COLUMN payload bytea, ADD COLUMN payload_bytes integer;
COMMENT ON COLUMN refused_job.payload IS 'the beginning of it, if it is long; null for jobs from before it was kept';
COMMENT ON COLUMN refused_job.payload_bytes IS 'length of the whole payload';

CREATE TABLE redrive (
    old_id uuid        PRIMARY KEY,
    new_id uuid        NOT NULL,
    reason text        NOT NULL,
    author text        NOT NULL,
    at     timestamptz NOT NULL
);
COMMENT ON TABLE redrive IS 'Which message was made out of a dead letter (a message or a refused job).';
CREATE INDEX redrive_new ON redrive (new_id);
