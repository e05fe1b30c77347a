-- Flows: what a finished or removed child means to its parent. Parents may live in another queue.
local function release_parent(queue_key, parent_id, now)
  local keys, parent_key = queue_key .. ':', queue_key .. ':' .. parent_id
  local job = call('HMGET', parent_key, 'priority', 'delay')
  local priority, delay = tonumber(job[1]) or 0, tonumber(job[2]) or 0
  if delay > 0 then
    local due = now + delay
    call('ZADD', keys .. 'delayed', whole(due * 4096), parent_id)
    call('XADD', keys .. 'events', '*', 'event', 'delayed', 'jobId', parent_id, 'delay', whole(due))
    mark_delayed(keys)
    return
  end
  local state = state_of(keys)
  if priority == 0 then
    -- To the front: the parent was next when it began to wait.
    call('RPUSH', state.ready, parent_id)
  else
    push_prioritized(keys, parent_id, priority)
  end
  mark_ready(keys, state)
  call('XADD', keys .. 'events', '*', 'event', 'waiting', 'jobId', parent_id, 'prev', 'waiting-children')
end

local function release_if_waiting(queue_key, parent_id, now)
  if call('EXISTS', queue_key .. ':' .. parent_id) == 1
      and call('ZREM', queue_key .. ':waiting-children', parent_id) == 1 then
    release_parent(queue_key, parent_id, now)
  end
end

local function release_if_childless(queue_key, parent_id, now)
  if call('SCARD', queue_key .. ':' .. parent_id .. ':dependencies') == 0 then
    release_if_waiting(queue_key, parent_id, now)
  end
end

-- The queue and id of a parent. Old jobs carry only the full key; neither part can be told by a fixed number of colons.
local function parent_of(parent_key, parent_json)
  if parent_json then
    local parent = cjson.decode(parent_json)
    return parent['queueKey'], parent['id'], parent
  end
  local queue_key, id = string.match(parent_key, '^(.*):([^:]*)$')
  return queue_key, id, {}
end

local function child_completed(job_key, parent_key, parent_json, value, now)
  local queue_key, parent_id = parent_of(parent_key, parent_json)
  if call('SREM', parent_key .. ':dependencies', job_key) == 1 then
    call('HSET', parent_key .. ':processed', job_key, value)
    release_if_childless(queue_key, parent_id, now)
  end
end

-- The parent fails with its child: now if it still rests, else when it comes to be claimed.
local function defer_failure(queue_key, parent_id, job_key, now)
  local parent_key = queue_key .. ':' .. parent_id
  if call('EXISTS', parent_key) == 0 then
    return
  end
  local reason = 'child ' .. job_key .. ' failed'
  if call('ZREM', queue_key .. ':waiting-children', parent_id) == 1 then
    call('HSET', parent_key, 'defa', reason)
    release_parent(queue_key, parent_id, now)
  elseif call('ZREM', queue_key .. ':delayed', parent_id) == 1 then
    call('HSET', parent_key, 'delay', '0', 'defa', reason)
    release_parent(queue_key, parent_id, now)
  elseif not call('ZSCORE', queue_key .. ':failed', parent_id) then
    call('HSET', parent_key, 'defa', reason)
  end
end

local function child_failed(job_key, parent_key, parent_json, reason, now)
  local queue_key, parent_id, rules = parent_of(parent_key, parent_json)
  local flagged = rules['fpof'] or rules['cpof'] or rules['idof'] or rules['rdof']
  if not flagged or call('SREM', parent_key .. ':dependencies', job_key) == 0 then
    return
  end
  if rules['fpof'] then
    call('ZADD', parent_key .. ':unsuccessful', whole(now), job_key)
    defer_failure(queue_key, parent_id, job_key, now)
  elseif rules['cpof'] then
    call('HSET', parent_key .. ':failed', job_key, reason)
    release_if_waiting(queue_key, parent_id, now)
  else
    release_if_childless(queue_key, parent_id, now)
    if rules['idof'] then
      call('HSET', parent_key .. ':failed', job_key, reason)
    end
  end
end

-- A removed job must not be waited for. Without a look at the parent's own delay or priority, as the official client.
local function unlink_from_parent(job_key, parent_key)
  if not parent_key or parent_key == '' or call('SREM', parent_key .. ':dependencies', job_key) == 0 then
    return
  end
  if call('SCARD', parent_key .. ':dependencies') > 0 then
    return
  end
  local queue_key, parent_id = string.match(parent_key, '^(.*):([^:]*)$')
  if queue_key and call('ZREM', queue_key .. ':waiting-children', parent_id) == 1 then
    local keys = queue_key .. ':'
    local state = state_of(keys)
    call('RPUSH', state.ready, parent_id)
    mark_ready(keys, state)
    call('XADD', keys .. 'events', '*', 'event', 'waiting', 'jobId', parent_id, 'prev', 'waiting-children')
  end
end
