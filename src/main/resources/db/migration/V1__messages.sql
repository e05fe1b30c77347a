-- A message, its attempts, its events and what decides whether it may be sent.
-- message and message_event are partitioned by day of their UUIDv7 id; the service makes and drops the partitions.

-- A UUIDv7 for the rare events that a statement makes itself; all others come from the service.
CREATE FUNCTION uuid_v7(at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT encode(
        set_bit(set_bit(
            overlay(uuid_send(gen_random_uuid())
                PLACING substring(int8send(floor(extract(epoch FROM at) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
            52, 1), 53, 1), 'hex')::uuid
$$;

CREATE TABLE message_key (
    key         uuid   PRIMARY KEY,
    message_id  uuid   NOT NULL,
    fingerprint bigint NOT NULL
);
COMMENT ON TABLE message_key IS
    'Idempotency. key = first 16 bytes of SHA-256(tenant, 0, idempotency key); fingerprint = hash of the request.';

-- Column order is deliberate: what a transition changes stands together, between columns that stay, so that the WAL
-- record of an update holds little more than the change. No index may name a column that a transition changes,
-- or updates stop being heap-only.
CREATE TABLE message (
    id                  uuid        NOT NULL PRIMARY KEY,
    content_hash        uuid,
    created_at          timestamptz NOT NULL,
    expires_at          timestamptz,
    tenant              text        NOT NULL,
    stream              text        NOT NULL,
    queue               text        NOT NULL,
    job_id              text        NOT NULL,
    recipient           text        NOT NULL,
    campaign            text,
    step_execution_id   text,
    collapse_key        text,

    state               text        NOT NULL,
    sequence            integer     NOT NULL,
    attempt             integer     NOT NULL,
    attempt_token       uuid,
    attempt_at          timestamptz,
    next_attempt_at     timestamptz,
    updated_at          timestamptz NOT NULL,
    provider            text,
    provider_message_id text,
    failure_class       text,
    failure_code        text,
    failure_text        text,

    request             jsonb       NOT NULL
) PARTITION BY RANGE (id);
COMMENT ON COLUMN message.sequence IS 'number of the last event of this message';
COMMENT ON COLUMN message.attempt IS 'number of the last opened attempt, 0 if none';
COMMENT ON COLUMN message.attempt_token IS 'who opened a further attempt, so that a repeated statement knows its own work';
CREATE INDEX message_collapse ON message (tenant, collapse_key) WHERE collapse_key IS NOT NULL;

CREATE TABLE message_attempt (
    message_id    uuid        NOT NULL,
    number        integer     NOT NULL,
    opened_at     timestamptz,
    closed_at     timestamptz NOT NULL,
    provider      text,
    outcome       text        NOT NULL,
    failure_class text,
    failure_code  text,
    failure_text  text,
    PRIMARY KEY (message_id, number)
);
COMMENT ON TABLE message_attempt IS
    'Attempts that ended without the provider taking the message; the open or successful one is in the message itself.';

CREATE TABLE message_event (
    id         uuid        NOT NULL,
    message_id uuid,
    tx         xid8        NOT NULL DEFAULT pg_current_xact_id(),
    at         timestamptz NOT NULL,
    sequence   integer     NOT NULL,
    type       text        NOT NULL,
    subject    text,
    data       jsonb
) PARTITION BY RANGE (id);
COMMENT ON TABLE message_event IS
    'Append-only: timeline, audit trail and outbox. Read in order of (tx, id), below the oldest open transaction.';
CREATE INDEX message_event_timeline ON message_event (message_id, sequence);
CREATE INDEX message_event_order ON message_event (tx, id);

CREATE TABLE outbox_cursor (
    name       text        PRIMARY KEY,
    tx         xid8        NOT NULL,
    id         uuid        NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE content (
    hash       uuid        PRIMARY KEY,
    subject    text        NOT NULL,
    html       text,
    text       text,
    used_on    date        NOT NULL
);
COMMENT ON TABLE content IS 'Inline sources, stored once; hash = first 16 bytes of their SHA-256.';
COMMENT ON COLUMN content.used_on IS 'last day on which a message may have been made from it';

CREATE TABLE suppression (
    tenant     text        NOT NULL,
    address    text        NOT NULL,
    stream     text        NOT NULL DEFAULT '*',
    reason     text        NOT NULL,
    source     text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    PRIMARY KEY (tenant, address, stream)
);
COMMENT ON COLUMN suppression.stream IS '* = every stream';
