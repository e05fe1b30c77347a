-- Finds what was kept of some posts. Feedback is written in the order of its posts, so that a summary of each stretch of
-- a partition is enough, and costs next to nothing when feedback is written.
CREATE INDEX message_feedback_post ON message_feedback USING brin (post_id) WITH (pages_per_range = 16, autosummarize = on);
