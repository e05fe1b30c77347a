-- Makes delayed jobs ready that are due; bounded, because the next claim goes on.
local function promote_one(state, id)
  local job_key = kp .. id
  local job = redis.pcall('HMGET', job_key, 'name', 'priority')
  -- An id without a job was removed by hand: writing to it would leave a job without a name.
  if not job[1] then
    return
  end
  local priority = tonumber(job[2]) or 0
  if priority == 0 then
    call('LPUSH', state.ready, id)
  else
    push_prioritized(kp, id, priority)
  end
  call('XADD', events_key, '*', 'event', 'waiting', 'jobId', id, 'prev', 'delayed')
  call('HSET', job_key, 'delay', '0')
end

local function promote_due(state, now)
  local due = call('ZRANGEBYSCORE', delayed_key, '0', whole((now + 1) * 4096 - 1), 'LIMIT', 0, 1000)
  if #due == 0 then
    return
  end
  -- What stands behind the first step of a job must not fail; what fails there leaves the job and all later ones delayed.
  call('XLEN', events_key)
  local done = 0
  local all, problem = pcall(function()
    for number, id in ipairs(due) do
      promote_one(state, id)
      done = number
    end
  end)
  if done > 0 then
    call('ZREM', delayed_key, unpack(due, 1, done))
    mark_ready(kp, state)
  end
  if not all then
    error(problem, 0)
  end
end
