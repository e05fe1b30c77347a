-- Who reads the event log, how far each reader is, and which node reads for it.

CREATE TABLE event_reader (
    name       text        NOT NULL,
    part       integer     NOT NULL,
    parts      integer     NOT NULL,
    tx         xid8        NOT NULL,
    id         uuid        NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    owner      uuid,
    until      timestamptz NOT NULL DEFAULT '-infinity',
    PRIMARY KEY (name, part)
) WITH (fillfactor = 50);
COMMENT ON TABLE event_reader IS
    'Each reader of the log is divided into parts by the hash of the subject. Only the owner of a part moves its cursor.';
COMMENT ON COLUMN event_reader.until IS 'by the clock of the database; after it another node may take the part';

INSERT INTO event_reader (name, part, parts, tx, id) SELECT 'bus', 0, 1, tx, id FROM outbox_cursor WHERE name = 'relay';
DROP TABLE outbox_cursor;

-- Takes a part if nobody holds it, and says where it stands; no row if somebody else does. A reader that is divided anew
-- goes on with all parts where the slowest one stood: what comes twice is told by its id, what is left out by nothing.
-- That waits until nobody holds a part of the old division.
CREATE FUNCTION claim_event_reader(
    reader text, wanted integer, division integer, claimer uuid, lease interval, start_tx xid8, start_id uuid)
RETURNS TABLE (at_tx xid8, at_id uuid) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('event_reader ' || reader, 0));
    IF NOT EXISTS (SELECT FROM event_reader r WHERE r.name = reader AND r.parts = division) THEN
        IF EXISTS (SELECT FROM event_reader r WHERE r.name = reader AND r.until > clock_timestamp()) THEN
            RETURN;
        END IF;
        SELECT r.tx, r.id INTO start_tx, start_id FROM (
            SELECT r.tx, r.id FROM event_reader r WHERE r.name = reader
            UNION ALL SELECT start_tx, start_id WHERE NOT EXISTS (SELECT FROM event_reader r WHERE r.name = reader)
        ) r ORDER BY r.tx, r.id LIMIT 1;
        DELETE FROM event_reader r WHERE r.name = reader;
        INSERT INTO event_reader (name, part, parts, tx, id)
            SELECT reader, n, division, start_tx, start_id FROM generate_series(0, division - 1) n;
    END IF;
    RETURN QUERY
        UPDATE event_reader r SET owner = claimer, until = clock_timestamp() + lease
        WHERE r.name = reader AND r.part = wanted AND r.until <= clock_timestamp()
        RETURNING r.tx, r.id;
END $$;
