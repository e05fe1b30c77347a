-- What providers and recipients tell us: as it came in (webhook_post), as it was understood (message_feedback), and what
-- follows from it. webhook_post is partitioned by day of its own id, the others by day of the message's id.

CREATE TABLE webhook_post (
    id           uuid        NOT NULL,
    tx           xid8        NOT NULL DEFAULT pg_current_xact_id(),
    received_at  timestamptz NOT NULL,
    source       text        NOT NULL,
    account      text,
    content_type text        NOT NULL,
    body         bytea       NOT NULL
) PARTITION BY RANGE (id);
COMMENT ON TABLE webhook_post IS
    'Raw posts, exactly as they came in. Read in order of (tx, id), below the oldest open transaction.';
COMMENT ON COLUMN webhook_post.source IS 'mailgun, ses, or visit for requests to our own links';
CREATE INDEX webhook_post_order ON webhook_post (tx, id);
CREATE INDEX webhook_post_id ON webhook_post (id);

CREATE TABLE webhook_key (
    key     uuid PRIMARY KEY,
    body    uuid NOT NULL,
    post_id uuid NOT NULL
);
COMMENT ON TABLE webhook_key IS
    'Replay protection. key = hash of what the sender signed or numbered; body = hash of the post that used it first.';

CREATE TABLE webhook_cursor (
    name       text        PRIMARY KEY,
    tx         xid8        NOT NULL,
    id         uuid        NOT NULL,
    updated_at timestamptz NOT NULL
);
COMMENT ON TABLE webhook_cursor IS 'Up to where posts have been understood. Who holds the lock on the row goes on.';
INSERT INTO webhook_cursor VALUES ('feedback', '0', '00000000-0000-0000-0000-000000000000', now());

CREATE TABLE message_feedback (
    message_id  uuid        NOT NULL,
    key         uuid        NOT NULL,
    kind        text        NOT NULL,
    at          timestamptz NOT NULL,
    post_id     uuid        NOT NULL,
    recipient   text        NOT NULL,
    evidence    jsonb       NOT NULL,
    PRIMARY KEY (message_id, key)
) PARTITION BY RANGE (message_id);
COMMENT ON TABLE message_feedback IS 'Every event of a provider or recipient once, whether or not it moved the message.';

CREATE TABLE message_engagement (
    message_id uuid        NOT NULL,
    kind       text        NOT NULL,
    label      text        NOT NULL,
    first_at   timestamptz NOT NULL,
    last_at    timestamptz NOT NULL,
    times      integer     NOT NULL,
    PRIMARY KEY (message_id, kind, label)
) PARTITION BY RANGE (message_id);
COMMENT ON COLUMN message_engagement.label IS 'human, machine or unknown';

-- Which feedback decided the state: rank, then earliest time, then key, so that the order of arrival doesn't matter.
ALTER TABLE message
    ADD COLUMN decided_rank smallint,
    ADD COLUMN decided_at   timestamptz,
    ADD COLUMN decided_key  uuid;

CREATE TABLE provider_reference (
    provider_message_id text NOT NULL,
    message_id          uuid NOT NULL
);
COMMENT ON TABLE provider_reference IS
    'Finds the message of feedback that names only the provider''s id; no row where that id contains our own.';
CREATE INDEX provider_reference_id ON provider_reference USING hash (provider_message_id);
CREATE INDEX provider_reference_message ON provider_reference USING brin (message_id);

CREATE TABLE feedback_orphan (
    key                 uuid        PRIMARY KEY,
    post_id             uuid        NOT NULL,
    source              text        NOT NULL,
    account             text,
    kind                text        NOT NULL,
    message_id          uuid,
    provider_message_id text,
    recipient           text,
    found_at            timestamptz NOT NULL,
    tries               integer     NOT NULL,
    next_try_at         timestamptz
);
COMMENT ON TABLE feedback_orphan IS 'Feedback whose message is not known (yet). Without a next try it was reported and rests.';
CREATE INDEX feedback_orphan_due ON feedback_orphan (next_try_at) WHERE next_try_at IS NOT NULL;

CREATE TABLE soft_bounce (
    tenant   text        NOT NULL,
    address  text        NOT NULL,
    times    integer     NOT NULL,
    first_at timestamptz NOT NULL,
    last_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant, address)
);
COMMENT ON TABLE soft_bounce IS 'Runs of soft bounces without a delivery between them.';

-- The state of a step execution follows from its messages, whichever statement moves them: counts of messages by what
-- they mean for the step. One failed message fails it; else it is as far as its slowest message.
ALTER TABLE step_execution
    ADD COLUMN before    text,
    ADD COLUMN sequence  integer NOT NULL DEFAULT 0,
    ADD COLUMN pending   integer NOT NULL DEFAULT 0,
    ADD COLUMN sent      integer NOT NULL DEFAULT 0,
    ADD COLUMN delivered integer NOT NULL DEFAULT 0,
    ADD COLUMN failed    integer NOT NULL DEFAULT 0;
ALTER TABLE step_execution SET (fillfactor = 70);

CREATE FUNCTION step_share(message_state text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN message_state IN ('delivered', 'sent') THEN message_state
        WHEN message_state IN ('bounced', 'rejected', 'failed', 'suppressed', 'cancelled', 'expired') THEN 'failed'
        ELSE 'pending' END
$$;

CREATE FUNCTION step_state(pending integer, sent integer, failed integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN failed > 0 THEN 'failed' WHEN pending > 0 THEN 'pending' WHEN sent > 0 THEN 'sent'
        ELSE 'delivered' END
$$;

CREATE FUNCTION move_steps(tenants text[], steps text[], befores text[], afters text[], moved_at timestamptz)
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
            pending = s.pending + excluded.pending,
            sent = s.sent + excluded.sent,
            delivered = s.delivered + excluded.delivered,
            failed = s.failed + excluded.failed,
            updated_at = moved_at
        RETURNING s.tenant, s.id, s.before, s.state, s.sequence
    )
    INSERT INTO message_event (id, at, sequence, type, subject, data)
    SELECT uuid_v7(moved_at), moved_at, sequence, 'step.updated', id,
        jsonb_build_object('tenant', tenant, 'stepExecutionId', id, 'state', state, 'before', before)
    FROM moved WHERE state IS DISTINCT FROM before
$$;

CREATE FUNCTION steps_follow_messages() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    tenants text[];
    steps   text[];
    befores text[];
    afters  text[];
    moved_at timestamptz;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(tenant), array_agg(step_execution_id), array_agg(NULL::text), array_agg(step_share(state)),
            max(updated_at)
        INTO tenants, steps, befores, afters, moved_at
        FROM new_rows WHERE step_execution_id IS NOT NULL;
    ELSE
        SELECT array_agg(n.tenant), array_agg(n.step_execution_id), array_agg(step_share(o.state)),
            array_agg(step_share(n.state)), max(n.updated_at)
        INTO tenants, steps, befores, afters, moved_at
        FROM new_rows n JOIN old_rows o ON o.id = n.id
        WHERE n.step_execution_id IS NOT NULL AND step_share(o.state) <> step_share(n.state);
    END IF;
    IF tenants IS NOT NULL THEN
        PERFORM move_steps(tenants, steps, befores, afters, moved_at);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER steps_of_new_messages AFTER INSERT ON message REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION steps_follow_messages();
CREATE TRIGGER steps_of_moved_messages AFTER UPDATE ON message
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION steps_follow_messages();

-- The graver reason of a suppression stays.
CREATE FUNCTION suppression_weight(reason text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE reason WHEN 'complaint' THEN 4 WHEN 'hard_bounce' THEN 3 WHEN 'unsubscribe' THEN 2
        WHEN 'soft_bounces' THEN 1 ELSE 5 END
$$;
