-- What operators stopped, and until when. Every node keeps those in force in memory.
CREATE TABLE hold (
    id         uuid        PRIMARY KEY,
    scope      text        NOT NULL,
    value      text        NOT NULL,
    tenant     text,
    action     text        NOT NULL,
    reason     text        NOT NULL,
    author     text        NOT NULL,
    created_at timestamptz NOT NULL,
    ends_at    timestamptz,
    lifted_at  timestamptz,
    lifted_by  text
);
COMMENT ON COLUMN hold.tenant IS 'the only tenant it concerns; null = all';
CREATE INDEX hold_open ON hold (id) WHERE lifted_at IS NULL;

-- How far a campaign is must be known while it is being stopped. Its name never changes in a message, so updates stay
-- heap-only; all entries of a campaign are alike, so they take little room.
CREATE INDEX message_campaign ON message (campaign) WHERE campaign IS NOT NULL;
