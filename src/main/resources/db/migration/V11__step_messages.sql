-- Finds the messages of a step execution. None of these columns ever changes in a message, so updates stay heap-only, and
-- a message without a step pays nothing.
CREATE INDEX message_step ON message (tenant, step_execution_id, id) WHERE step_execution_id IS NOT NULL;
