-- Keys are forgotten a day at a time, with their messages and posts. Their own index has them in no order of time, so that
-- forgetting a day read the keys of all days. Rows come in by time, which a block range index notes for next to nothing.
CREATE INDEX message_key_message ON message_key USING brin (message_id);
CREATE INDEX webhook_key_post ON webhook_key USING brin (post_id);
