-- The place of an event in the log. It was the number of the transaction alone: that comes with a transaction's first
-- write, so one that afterwards waits for a row wrote a later event of a message with a lower number. Now each message and
-- each step execution remembers the place of its last event, and the next one stands behind it.
--
-- position = number of the transaction * 1024, or one more than that of the event before if that is greater. The event
-- before was written by a transaction that is committed, so its number is given out already, and the position stays
-- below the horizon's as soon as both are over; hence the order of reading is still final below the horizon.
CREATE FUNCTION log_position(after bigint) RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT greatest(pg_current_xact_id()::text::bigint * 1024, after + 1)
$$;

-- Below it, nothing is added any more.
CREATE FUNCTION log_horizon() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint * 1024
$$;

DROP FUNCTION events_after(xid8, uuid, uuid, integer);
ALTER TABLE message_event ALTER COLUMN tx DROP DEFAULT;
ALTER TABLE message_event ALTER COLUMN tx TYPE bigint USING tx::text::bigint * 1024;
ALTER TABLE message_event RENAME COLUMN tx TO position;
ALTER TABLE message_event ALTER COLUMN position SET DEFAULT log_position(0);
COMMENT ON TABLE message_event IS
    'Append-only: timeline, audit trail and outbox. Read in order of (position, id), below log_horizon().';

ALTER TABLE message ADD COLUMN position bigint NOT NULL DEFAULT 0;
ALTER TABLE message ALTER COLUMN position SET DEFAULT log_position(0);
COMMENT ON COLUMN message.position IS 'that of the last event of this message, or of a later transaction';
ALTER TABLE step_execution ADD COLUMN position bigint NOT NULL DEFAULT 0;
ALTER TABLE step_execution ALTER COLUMN position SET DEFAULT log_position(0);

-- By the index only: see V10.
CREATE FUNCTION events_after(after_position bigint, after_id uuid, earliest uuid, most integer)
RETURNS SETOF message_event LANGUAGE sql STABLE ROWS 1000
SET enable_sort = off SET enable_bitmapscan = off SET enable_seqscan = off AS $$
    SELECT * FROM message_event
    WHERE (position, id) > (after_position, after_id) AND id >= earliest AND position < log_horizon()
    ORDER BY position, id LIMIT most
$$;

ALTER TABLE event_reader ALTER COLUMN tx TYPE bigint USING tx::text::bigint * 1024;
ALTER TABLE event_reader RENAME COLUMN tx TO position;

-- As in V5, with positions.
DROP FUNCTION claim_event_reader(text, integer, integer, uuid, interval, xid8, uuid);
CREATE FUNCTION claim_event_reader(
    reader text, wanted integer, division integer, claimer uuid, lease interval, start_position bigint, start_id uuid)
RETURNS TABLE (at_position bigint, at_id uuid) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('event_reader ' || reader, 0));
    IF NOT EXISTS (SELECT FROM event_reader r WHERE r.name = reader AND r.parts = division) THEN
        IF EXISTS (SELECT FROM event_reader r WHERE r.name = reader AND r.until > clock_timestamp()) THEN
            RETURN;
        END IF;
        SELECT r.position, r.id INTO start_position, start_id FROM (
            SELECT r.position, r.id FROM event_reader r WHERE r.name = reader
            UNION ALL SELECT start_position, start_id
                WHERE NOT EXISTS (SELECT FROM event_reader r WHERE r.name = reader)
        ) r ORDER BY r.position, r.id LIMIT 1;
        DELETE FROM event_reader r WHERE r.name = reader;
        INSERT INTO event_reader (name, part, parts, position, id)
            SELECT reader, n, division, start_position, start_id FROM generate_series(0, division - 1) n;
    END IF;
    RETURN QUERY
        UPDATE event_reader r SET owner = claimer, until = clock_timestamp() + lease
        WHERE r.name = reader AND r.part = wanted AND r.until <= clock_timestamp()
        RETURNING r.position, r.id;
END $$;

-- As in V4, and each event stands behind the step's last one.
CREATE OR REPLACE FUNCTION move_steps(
    tenants text[], steps text[], befores text[], afters text[], moved_at timestamptz)
RETURNS void LANGUAGE sql AS $$
    WITH change AS (
        SELECT tenant, step,
            count(*) FILTER (WHERE after = 'pending') - count(*) FILTER (WHERE before = 'pending') AS pending,
            count(*) FILTER (WHERE after = 'sent') - count(*) FILTER (WHERE before = 'sent') AS sent,
            count(*) FILTER (WHERE after = 'delivered') - count(*) FILTER (WHERE before = 'delivered') AS delivered,
            count(*) FILTER (WHERE after = 'failed') - count(*) FILTER (WHERE before = 'failed') AS failed
        FROM unnest(tenants, steps, befores, afters) AS m(tenant, step, before, after)
        GROUP BY tenant, step
    ), moved AS (
        -- In one order, so that two statements can't wait for each other.
        INSERT INTO step_execution AS s (tenant, id, state, sequence, pending, sent, delivered, failed, created_at,
            updated_at)
        SELECT tenant, step, step_state(pending::int, sent::int, failed::int), 1, pending, sent, delivered, failed,
            moved_at, moved_at
        FROM change ORDER BY tenant, step
        ON CONFLICT (tenant, id) DO UPDATE SET
            before = s.state,
            state = step_state(s.pending + excluded.pending, s.sent + excluded.sent, s.failed + excluded.failed),
            sequence = s.sequence + (s.state <> step_state(s.pending + excluded.pending, s.sent + excluded.sent,
                s.failed + excluded.failed))::int,
            position = log_position(s.position),
            pending = s.pending + excluded.pending,
            sent = s.sent + excluded.sent,
            delivered = s.delivered + excluded.delivered,
            failed = s.failed + excluded.failed,
            updated_at = moved_at
        RETURNING s.tenant, s.id, s.before, s.state, s.sequence, s.position
    )
    INSERT INTO message_event (id, at, sequence, position, type, subject, data)
    SELECT uuid_v7(moved_at), moved_at, sequence, position, 'step.updated', id,
        jsonb_build_object('tenant', tenant, 'stepExecutionId', id, 'state', state, 'before', before)
    FROM moved WHERE state IS DISTINCT FROM before
$$;
