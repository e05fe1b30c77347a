-- Writes a new job; `more` holds further fields and their values.
local function store_job(id, name, data, opts, timestamp, delay, priority, more)
  call('HSET', kp .. id, 'name', name, 'data', data, 'opts', opts, 'timestamp', timestamp, 'delay', delay,
    'priority', priority, unpack(more))
  call('XADD', events_key, '*', 'event', 'added', 'jobId', id, 'name', name)
end

local function enqueue_delayed(state, id, due)
  push_delayed(id, due)
  call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'delayed', 'jobId', id, 'delay', whole(due))
  mark_delayed(kp)
end

-- Puts a new job that rests or has a priority where it belongs.
local function enqueue_special(state, id, timestamp, delay, priority)
  if delay > 0 then
    enqueue_delayed(state, id, timestamp + delay)
  else
    push_prioritized(kp, id, priority)
    mark_ready(kp, state)
    call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'waiting', 'jobId', id)
  end
end

-- Puts a new job where it belongs, whatever it is.
local function enqueue(state, id, timestamp, delay, priority, lifo)
  if delay > 0 or priority > 0 then
    enqueue_special(state, id, timestamp, delay, priority)
    return
  end
  call(lifo and 'RPUSH' or 'LPUSH', state.ready, id)
  mark_ready(kp, state)
  call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'waiting', 'jobId', id)
end
