-- The next posts, by their index only, for the reason given in V10: a reader that fell behind in a storm fetched and sorted
-- all that waited for each page of some hundred.
CREATE FUNCTION posts_after(after_tx xid8, after_id uuid, earliest uuid, most integer)
RETURNS SETOF webhook_post LANGUAGE sql STABLE ROWS 500
SET enable_sort = off SET enable_bitmapscan = off SET enable_seqscan = off AS $$
    SELECT * FROM webhook_post
    WHERE (tx, id) > (after_tx, after_id) AND id >= earliest AND tx < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY tx, id LIMIT most
$$;
