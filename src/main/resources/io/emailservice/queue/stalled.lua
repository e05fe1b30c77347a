-- Gives jobs back whose worker has gone: suspected by the last check, and without a lock now.
-- ARGV: now ms, interval ms, most stalls
-- Answer: the ids that were given back
--# include queue
local now, interval_ms, most = ARGV[1], ARGV[2], tonumber(ARGV[3])
local suspects_key, turn_key = kp .. 'stalled', kp .. 'stalled-check'
-- One check per interval over all workers of the queue.
if not call('SET', turn_key, now, 'PX', interval_ms, 'NX') then
  return {}
end
local state = state_of(kp)
call('XTRIM', events_key, 'MAXLEN', '~', state.events)

local found = {}
local suspects = call('SMEMBERS', suspects_key)
if #suspects > 0 then
  call('DEL', suspects_key)
end
for _, id in ipairs(suspects) do
  local job_key = kp .. id
  if call('EXISTS', job_key .. ':lock') == 0 and call('LREM', active_key, 1, id) > 0 then
    local count = call('HINCRBY', job_key, 'stc', 1)
    if count > most then
      -- The job of a living schedule is never given up: the schedule would end with it.
      local schedule = call('HGET', job_key, 'rjk')
      local lives = schedule
        and (call('EXISTS', kp .. 'repeat:' .. schedule) == 1 or call('ZSCORE', kp .. 'repeat', schedule))
      if not lives then
        -- Failing is left to the worker that claims it next: it knows the rules for finished jobs.
        call('HSET', job_key, 'defa', 'job stalled more than allowable limit')
      end
    end
    call('RPUSH', state.ready, id)
    mark_ready(kp, state)
    call('XADD', events_key, '*', 'event', 'waiting', 'jobId', id, 'prev', 'active')
    call('XADD', events_key, '*', 'event', 'stalled', 'jobId', id)
    found[#found + 1] = id
  end
end

local active = call('LRANGE', active_key, 0, -1)
for from = 1, #active, 7000 do
  call('SADD', suspects_key, unpack(active, from, math.min(#active, from + 6999)))
end
return found
