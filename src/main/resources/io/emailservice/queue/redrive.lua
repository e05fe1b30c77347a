-- Makes one finished job ready again, as BullMQ's retry does.

-- The parent waits for the child again, if it knew how the child had ended.
local function return_to_parent(from, job_key, parent_key)
  if not parent_key or call('EXISTS', parent_key) == 0 then
    return
  end
  local known
  if from == 'failed' then
    known = call('ZREM', parent_key .. ':unsuccessful', job_key) == 1
      or call('HDEL', parent_key .. ':failed', job_key) == 1
  else
    known = call('HDEL', parent_key .. ':processed', job_key) == 1
  end
  if known then
    call('SADD', parent_key .. ':dependencies', job_key)
  end
end

local function is_lifo(opts)
  local whole_text, options = pcall(cjson.decode, opts or '{}')
  return whole_text and type(options) == 'table' and options['lifo'] == true
end

-- From the set `completed` or `failed`; `forgotten` are the fields that go. Gives 1, or -1 job missing, -3 not there.
local function redrive(state, id, from, forgotten)
  local job_key = kp .. id
  local job = call('HMGET', job_key, 'name', 'priority', 'opts', 'parentKey')
  if not job[1] then
    return -1
  end
  if call('ZREM', kp .. from, id) == 0 then
    return -3
  end
  call('HDEL', job_key, unpack(forgotten))
  local priority = tonumber(job[2]) or 0
  if priority > 0 then
    push_prioritized(kp, id, priority)
  else
    call(is_lifo(job[3]) and 'RPUSH' or 'LPUSH', state.ready, id)
  end
  mark_ready(kp, state)
  return_to_parent(from, job_key, job[4])
  call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'waiting', 'jobId', id, 'prev', from)
  return 1
end
