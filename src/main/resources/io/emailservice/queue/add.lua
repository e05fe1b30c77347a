-- Adds N jobs in one go, with the effects of N single adds.
-- ARGV: per job its own id or '', name, timestamp ms, delay ms, priority, 1 to add at the front, options, data
-- Answer: the ids
--# include queue
--# include store
local width = 8
local count = #ARGV / width
local state = state_of(kp)
-- The counter moves for every job, also for one that brings its id.
local counter = call('INCRBY', kp .. 'id', count) - count
local ids, back, front = {}, {}, {}
for number = 1, count do
  local first = (number - 1) * width
  local id, own = ARGV[first + 1], true
  if id == '' then
    id, own = whole(counter + number), false
  end
  ids[number] = id
  if own and call('EXISTS', kp .. id) == 1 then
    call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'duplicated', 'jobId', id)
  else
    local timestamp, delay, priority = ARGV[first + 3], ARGV[first + 4], ARGV[first + 5]
    store_job(id, ARGV[first + 2], ARGV[first + 8], ARGV[first + 7], timestamp, delay, priority, {})
    if delay ~= '0' or priority ~= '0' then
      enqueue_special(state, id, tonumber(timestamp), tonumber(delay), tonumber(priority))
    else
      local list = ARGV[first + 6] == '1' and front or back
      list[#list + 1] = id
      call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'waiting', 'jobId', id)
    end
  end
end
-- The two ends don't disturb each other, so the order between the lists doesn't matter.
if #back > 0 then
  call('LPUSH', state.ready, unpack(back))
end
if #front > 0 then
  call('RPUSH', state.ready, unpack(front))
end
if #back + #front > 0 then
  mark_ready(kp, state)
end
return ids
