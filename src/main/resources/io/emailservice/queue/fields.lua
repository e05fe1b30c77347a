-- What a worker needs of a job, in the order in which it reads the answer; the id comes last. Without a name if there is
-- no job: also if the key is none of a job.
local function read_job(id)
  local job = redis.pcall('HMGET', kp .. id, 'name', 'data', 'opts', 'timestamp', 'atm', 'ats', 'stc', 'defa', 'stacktrace',
    'attemptsMade', 'rjk')
  job[12] = id
  return job
end
