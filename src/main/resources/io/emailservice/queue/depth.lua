-- Counts the jobs of a queue, and tells when the next one was made.
-- Answer: waiting, prioritized, delayed, active, failed, completed, timestamp ms of the job next in line or ''
local call = redis.call
local kp = KEYS[1]
local next_id = call('LINDEX', kp .. 'wait', -1) or call('LINDEX', kp .. 'paused', -1)
  or call('ZRANGE', kp .. 'prioritized', 0, 0)[1]
return {
  call('LLEN', kp .. 'wait') + call('LLEN', kp .. 'paused'),
  call('ZCARD', kp .. 'prioritized'),
  call('ZCARD', kp .. 'delayed'),
  call('LLEN', kp .. 'active'),
  call('ZCARD', kp .. 'failed'),
  call('ZCARD', kp .. 'completed'),
  next_id and call('HGET', kp .. next_id, 'timestamp') or ''
}
