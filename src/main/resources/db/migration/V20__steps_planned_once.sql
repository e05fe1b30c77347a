-- As in V19, but planned once a session: this runs with every batch of messages, and its plan doesn't depend on what the
-- tables hold. The service's sessions plan all other statements anew each time.
CREATE OR REPLACE FUNCTION move_steps(tenants text[], steps text[], befores text[], afters text[], moved_at timestamptz)
RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
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
    FROM moved WHERE state IS DISTINCT FROM before;
END $$;
