-- The next events of the log, by its index only. The planner doesn't know how many events have come since it last
-- counted: it would fetch and sort everything behind the cursor for each page, and a reader that is behind would get
-- slower the further it is behind.
CREATE FUNCTION events_after(after_tx xid8, after_id uuid, earliest uuid, most integer)
RETURNS SETOF message_event LANGUAGE sql STABLE ROWS 1000
SET enable_sort = off SET enable_bitmapscan = off SET enable_seqscan = off AS $$
    SELECT * FROM message_event
    WHERE (tx, id) > (after_tx, after_id) AND id >= earliest AND tx < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY tx, id LIMIT most
$$;
