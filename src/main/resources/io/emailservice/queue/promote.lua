-- Makes delayed jobs ready that are due; bounded, because the next claim goes on.
local function promote_due(state, now)
  local due = call('ZRANGEBYSCORE', delayed_key, '0', whole((now + 1) * 4096 - 1), 'LIMIT', 0, 1000)
  if #due == 0 then
    return
  end
  call('ZREM', delayed_key, unpack(due))
  for _, id in ipairs(due) do
    local job_key = kp .. id
    local job = call('HMGET', job_key, 'name', 'priority')
    -- An id without a job was removed by hand: writing to it would leave a job without a name.
    if job[1] then
      local priority = tonumber(job[2]) or 0
      if priority == 0 then
        call('LPUSH', state.ready, id)
      else
        push_prioritized(kp, id, priority)
      end
      call('XADD', events_key, '*', 'event', 'waiting', 'jobId', id, 'prev', 'delayed')
      call('HSET', job_key, 'delay', '0')
    end
  end
  mark_ready(kp, state)
end
