-- Messages whose job isn't over, some minutes after they were stored: few, while all goes well. One node at a time walks
-- the messages in the order of their ids, each once, and keeps the open ones here until their job is over.

CREATE TABLE message_watch (
    message_id    uuid        PRIMARY KEY,
    due_at        timestamptz NOT NULL,
    state         text,
    overdue_since timestamptz
) WITH (fillfactor = 70);
COMMENT ON COLUMN message_watch.due_at IS 'when the next look makes sure that a job carries the message';
COMMENT ON COLUMN message_watch.state IS 'at the last look';
COMMENT ON COLUMN message_watch.overdue_since IS 'the deadline that the last look found passed';
CREATE INDEX message_watch_due ON message_watch (due_at);

CREATE TABLE sweep (
    name       text        PRIMARY KEY,
    id         uuid        NOT NULL,
    owner      uuid,
    until      timestamptz NOT NULL DEFAULT '-infinity',
    updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE sweep IS 'Up to which message a sweep has read, and which node sweeps, by the clock of the database.';
INSERT INTO sweep (name, id) VALUES ('watch', '00000000-0000-0000-0000-000000000000');
