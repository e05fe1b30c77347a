-- Where tenants want their events posted, and what could not be posted yet.

CREATE TABLE webhook_endpoint (
    id               uuid        PRIMARY KEY,
    tenant           text        NOT NULL,
    url              text        NOT NULL,
    types            text[]      NOT NULL,
    secret           text        NOT NULL,
    old_secret       text,
    old_secret_until timestamptz,
    state            text        NOT NULL,
    reason           text,
    failing_since    timestamptz,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL
);
COMMENT ON COLUMN webhook_endpoint.state IS 'active, paused by its owner, or disabled by the service for a reason';
COMMENT ON COLUMN webhook_endpoint.old_secret IS 'still signs until its time, so that the receiver can change over';
CREATE INDEX webhook_endpoint_tenant ON webhook_endpoint (tenant, id);

CREATE TABLE webhook_delivery (
    endpoint_id uuid        NOT NULL REFERENCES webhook_endpoint (id) ON DELETE CASCADE,
    event_id    uuid        NOT NULL,
    type        text        NOT NULL,
    body        text        NOT NULL,
    attempts    integer     NOT NULL,
    next_at     timestamptz,
    failure     text,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (endpoint_id, event_id)
);
COMMENT ON TABLE webhook_delivery IS 'Events that an endpoint did not take at once. Without a next time it is a dead letter.';
CREATE INDEX webhook_delivery_due ON webhook_delivery (next_at) WHERE next_at IS NOT NULL;
