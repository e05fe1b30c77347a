-- What every script knows of its queue. KEYS[1] is where the queue's keys begin, colon included.
-- Numbers travel as text: from Redis 7.2 on, a large number handed to redis.call may turn into 3e+08.
local call = redis.call
local kp, wait_key, active_key, delayed_key, prioritized_key, events_key

-- A script over several queues turns to another one; all others stay with theirs.
local function turn_to(keys)
  kp = keys
  wait_key, active_key, delayed_key = keys .. 'wait', keys .. 'active', keys .. 'delayed'
  prioritized_key, events_key = keys .. 'prioritized', keys .. 'events'
end
turn_to(KEYS[1])

local function whole(number)
  return string.format('%.0f', number)
end

-- The state of any queue: also of a parent's, whose keys begin elsewhere.
local function state_of(keys)
  local meta = call('HMGET', keys .. 'meta', 'paused', 'concurrency', 'version', 'opts.maxLenEvents', 'max', 'duration')
  local state = {
    paused = meta[1] ~= false,
    concurrency = tonumber(meta[2]),
    -- The cap of the event stream, set for all if nobody has, as every script of the official client does.
    events = meta[4] or '10000',
    rate_max = tonumber(meta[5]),
    rate_duration = tonumber(meta[6]),
    ready = keys .. 'wait'
  }
  if not meta[4] then
    call('HSET', keys .. 'meta', 'opts.maxLenEvents', '10000')
  end
  -- Up to version 5 a paused queue keeps its jobs in another list, and resuming overwrites `wait` with it: whatever is
  -- put in the wrong one is lost.
  if state.paused then
    local major = meta[3] and tonumber(string.match(meta[3], '^[^:]*:(%d+)'))
    if not major or major <= 5 then
      state.ready = keys .. 'paused'
    end
  end
  return state
end

-- Jobs that a script has taken out of this queue's list of active ones and not yet written.
local taken_out = 0

-- A blocked queue gets no marker: waking workers that may not claim would make them spin.
local function is_blocked(keys, state)
  if state.paused or not state.concurrency then
    return state.paused
  end
  local active = call('LLEN', keys .. 'active') - (keys == kp and taken_out or 0)
  return active >= state.concurrency
end

-- A marker that can't be set makes workers late, no more: it must not stop a script in the middle.
local function set_marker(keys, score, member)
  redis.pcall('ZADD', keys .. 'marker', score, member)
end

local function mark_ready(keys, state)
  if not is_blocked(keys, state) then
    set_marker(keys, '0', '0')
  end
end

-- Jobs of one priority keep their order by a counter in the low 32 bits.
local function push_prioritized(keys, id, priority)
  local turn = call('INCR', keys .. 'pc') % 4294967296
  call('ZADD', keys .. 'prioritized', whole(priority * 4294967296 + turn), id)
end

-- Workers sleep until the score of the marker "1": it must be the earliest due time, not the newest.
local function mark_delayed(keys)
  local first = call('ZRANGE', keys .. 'delayed', 0, 0, 'WITHSCORES')
  if first[2] then
    set_marker(keys, whole(math.floor(tonumber(first[2]) / 4096)), '1')
  end
end

-- Jobs due in the same millisecond keep their order by 12 low bits; the 4096th and later share the last place.
local function push_delayed(id, due)
  local low, high = due * 4096, due * 4096 + 4095
  local last = call('ZREVRANGEBYSCORE', delayed_key, whole(high), whole(low), 'WITHSCORES', 'LIMIT', 0, 1)
  local score = low
  if last[2] then
    score = math.min(high, tonumber(last[2]) + 1)
  end
  call('ZADD', delayed_key, whole(score), id)
end
