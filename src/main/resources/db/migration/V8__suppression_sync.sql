-- How far our suppressions and the lists of providers have followed each other, and which node goes on.

CREATE TABLE suppression_sync (
    account    text        NOT NULL,
    list       text        NOT NULL,
    direction  text        NOT NULL,
    cursor     text        NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (account, list, direction)
);
COMMENT ON COLUMN suppression_sync.direction IS 'pull, push, or lift for removals';

CREATE TABLE suppression_sync_lease (
    account text        PRIMARY KEY,
    holder  uuid        NOT NULL,
    until   timestamptz NOT NULL,
    next_at timestamptz NOT NULL
);
COMMENT ON COLUMN suppression_sync_lease.until IS 'by the clock of the database; after it another node may go on';
COMMENT ON COLUMN suppression_sync_lease.next_at IS 'when the next round is due';
