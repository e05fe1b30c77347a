-- Unsubscribes of the last while, and those of them that came so close together that a machine may have made them.

CREATE TABLE unsubscribe (
    message_id uuid        NOT NULL,
    address    text        NOT NULL,
    tenant     text        NOT NULL,
    stream     text        NOT NULL,
    campaign   text        NOT NULL,
    at         timestamptz NOT NULL,
    machine    boolean     NOT NULL,
    cluster    uuid,
    undone     boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (message_id, address)
);
COMMENT ON COLUMN unsubscribe.campaign IS 'empty for a message without one';
COMMENT ON COLUMN unsubscribe.undone IS 'the suppression that it brought was taken back, if it was still there';
CREATE INDEX unsubscribe_rate ON unsubscribe (tenant, stream, campaign, at);
CREATE INDEX unsubscribe_of_cluster ON unsubscribe (cluster) WHERE cluster IS NOT NULL;

CREATE TABLE unsubscribe_cluster (
    id        uuid        PRIMARY KEY,
    tenant    text        NOT NULL,
    stream    text        NOT NULL,
    campaign  text        NOT NULL,
    found_at  timestamptz NOT NULL,
    last_at   timestamptz NOT NULL,
    lifted    integer     NOT NULL DEFAULT 0,
    undone_at timestamptz,
    undone_by text
);
CREATE INDEX unsubscribe_cluster_newest ON unsubscribe_cluster (tenant, id);
