-- Gives jobs back whose worker has gone: suspected by the last check, and without a lock now.
-- ARGV: now ms, interval ms, most stalls
-- Answer: how many ids had no job behind them, then the ids that were given back
--# include queue
local now, interval_ms, most = ARGV[1], ARGV[2], tonumber(ARGV[3])
local suspects_key, turn_key = kp .. 'stalled', kp .. 'stalled-check'
-- One check per interval over all workers of the queue.
if not call('SET', turn_key, now, 'PX', interval_ms, 'NX') then
  return {0}
end
local state = state_of(kp)
call('XTRIM', events_key, 'MAXLEN', '~', state.events)

-- The job of a living schedule is never given up: the schedule would end with it.
local function lives_in_schedule(schedule)
  return schedule and (call('EXISTS', kp .. 'repeat:' .. schedule) == 1 or call('ZSCORE', kp .. 'repeat', schedule))
end

local found = {0}
local function give_back(id)
  local job_key = kp .. id
  local job = redis.pcall('HMGET', job_key, 'name', 'rjk')
  if not job[1] then
    -- Removed while it was worked on: nobody else would ever take the id out.
    found[1] = found[1] + call('LREM', active_key, 1, id)
    return
  end
  if call('LREM', active_key, 1, id) == 0 then
    return
  end
  call('RPUSH', state.ready, id)
  mark_ready(kp, state)
  local count = redis.pcall('HINCRBY', job_key, 'stc', 1)
  if type(count) == 'number' and count > most and not lives_in_schedule(job[2]) then
    -- Failing is left to the worker that claims it next: it knows the rules for finished jobs.
    call('HSET', job_key, 'defa', 'job stalled more than allowable limit')
  end
  call('XADD', events_key, '*', 'event', 'waiting', 'jobId', id, 'prev', 'active')
  call('XADD', events_key, '*', 'event', 'stalled', 'jobId', id)
  found[#found + 1] = id
end

local suspects = call('SMEMBERS', suspects_key)
if #suspects > 0 then
  -- Before a job leaves `active`: nothing behind that may fail.
  call('LLEN', state.ready)
  for _, id in ipairs(suspects) do
    -- A key that is no lock protects nothing; the next claim writes over it.
    if type(redis.pcall('GET', kp .. id .. ':lock')) ~= 'string' then
      give_back(id)
    end
  end
  call('DEL', suspects_key)
end

local active = call('LRANGE', active_key, 0, -1)
for from = 1, #active, 7000 do
  call('SADD', suspects_key, unpack(active, from, math.min(#active, from + 6999)))
end
return found
