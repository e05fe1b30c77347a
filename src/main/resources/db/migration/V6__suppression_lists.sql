-- Suppressions as lists that people search, carry in and out, and keep in step with those of providers.

-- In which transaction a suppression came or changed, so that readers can follow what is new.
ALTER TABLE suppression ADD COLUMN tx xid8 NOT NULL DEFAULT pg_current_xact_id();
COMMENT ON COLUMN suppression.tx IS
    'Of the last change of what it says. Read in order of (tx, tenant, address, stream), below the oldest open transaction.';
CREATE INDEX suppression_order ON suppression (tx, tenant, address, stream);
CREATE INDEX suppression_reason ON suppression (tenant, reason, address, stream);
CREATE INDEX suppression_end ON suppression (expires_at) WHERE expires_at IS NOT NULL;

CREATE FUNCTION suppression_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.tx = pg_current_xact_id();
    RETURN NEW;
END $$;
CREATE TRIGGER suppression_changed BEFORE UPDATE ON suppression FOR EACH ROW
    WHEN (OLD.reason <> NEW.reason OR OLD.expires_at IS DISTINCT FROM NEW.expires_at)
    EXECUTE FUNCTION suppression_changed();

-- What somebody decided is less than what the recipient or the receiving server said.
CREATE OR REPLACE FUNCTION suppression_weight(reason text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE reason WHEN 'complaint' THEN 5 WHEN 'hard_bounce' THEN 4 WHEN 'unsubscribe' THEN 3
        WHEN 'soft_bounces' THEN 1 ELSE 2 END
$$;

CREATE TABLE suppression_removal (
    tx         xid8        NOT NULL DEFAULT pg_current_xact_id(),
    tenant     text        NOT NULL,
    address    text        NOT NULL,
    stream     text        NOT NULL,
    reason     text        NOT NULL,
    removed_at timestamptz NOT NULL,
    removed_by text        NOT NULL,
    PRIMARY KEY (tenant, address, stream)
);
COMMENT ON TABLE suppression_removal IS
    'The last removal of each suppression, so that providers'' lists can follow and don''t bring it back.';
CREATE INDEX suppression_removal_order ON suppression_removal (tx, tenant, address, stream);
CREATE INDEX suppression_removal_age ON suppression_removal (removed_at);
