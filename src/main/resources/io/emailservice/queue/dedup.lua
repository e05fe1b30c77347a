-- Deduplication: of the jobs with one deduplication id, one at a time owns it.
local function own(owner_key, id, rule)
  local ttl = tonumber(rule['ttl']) or 0
  -- A job that may be followed by a kept one owns the id until it is finished.
  if ttl > 0 and not rule['keepLastIfActive'] then
    call('SET', owner_key, id, 'PX', whole(ttl))
  else
    call('SET', owner_key, id)
  end
end

local function tell_deduplicated(state, rule, standing, dropped)
  call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'deduplicated', 'jobId', standing,
    'deduplicationId', rule['id'], 'deduplicatedJobId', dropped)
end

-- A delayed owner makes room for the new job.
local function replace_owner(state, rule, owner, owner_key, next_key, id)
  local owner_job = kp .. owner
  call('DEL', owner_job, owner_job .. ':logs', owner_job .. ':dependencies', owner_job .. ':processed',
    owner_job .. ':failed', owner_job .. ':unsuccessful', next_key)
  call('XADD', events_key, '*', 'event', 'removed', 'jobId', owner, 'prev', 'delayed')
  tell_deduplicated(state, rule, id, owner)
  if (tonumber(rule['ttl']) or 0) > 0 and not rule['extend'] and not rule['keepLastIfActive'] then
    call('SET', owner_key, id, 'KEEPTTL')
  else
    own(owner_key, id, rule)
  end
end

-- Keeps the new job for the end of its active owner, in the place of one that was kept before.
local function keep_for_later(job, owner_key, next_key)
  call('DEL', next_key)
  call('HSET', next_key, 'name', job.name, 'data', job.data, 'opts', job.opts, 'jid', job.id)
  -- It must find its owner, however long that works.
  call('PERSIST', owner_key)
end

-- Gives the owner that stands for a new job; nil if the new job owns the id and is to be added.
local function begin_dedup(state, rule, job)
  local owner_key, next_key = kp .. 'de:' .. rule['id'], kp .. 'dn:' .. rule['id']
  local owner = call('GET', owner_key)
  if not owner then
    own(owner_key, job.id, rule)
    return nil
  end
  if rule['replace'] and call('ZREM', delayed_key, owner) == 1 then
    replace_owner(state, rule, owner, owner_key, next_key, job.id)
    return nil
  end
  -- An owner for the length of a job that is no more would own for good.
  if call('PTTL', owner_key) == -1 and call('EXISTS', kp .. owner) == 0 then
    call('DEL', next_key)
    own(owner_key, job.id, rule)
    return nil
  end
  if rule['keepLastIfActive'] and call('LPOS', active_key, owner) then
    keep_for_later(job, owner_key, next_key)
    tell_deduplicated(state, rule, owner, job.id)
    return owner
  end
  -- Without a word if the owner can't be replaced any more, as the official client.
  if rule['replace'] then
    return owner
  end
  if rule['extend'] and (tonumber(rule['ttl']) or 0) > 0 then
    own(owner_key, owner, rule)
  end
  tell_deduplicated(state, rule, owner, job.id)
  if rule['reschedule'] and call('ZSCORE', delayed_key, owner) then
    call('HSET', kp .. owner, 'delay', job.delay)
    enqueue_delayed(state, owner, tonumber(job.timestamp) + tonumber(job.delay))
  end
  return owner
end

-- A finished job gives its claim on the id up, and the job that was kept for its end comes in.
local function end_dedup(state, dedup_id, id, now)
  local owner_key, next_key = kp .. 'de:' .. dedup_id, kp .. 'dn:' .. dedup_id
  -- A claim with a running time to live outlasts the job: that is what the producer asked for.
  local left = call('PTTL', owner_key)
  if left == 0 or (left == -1 and call('GET', owner_key) == id) then
    call('DEL', owner_key)
  end
  if call('EXISTS', next_key) == 0 then
    return
  end
  local job = call('HMGET', next_key, 'name', 'data', 'opts', 'pk', 'pd', 'pdk', 'rjk', 'jid')
  local counter = call('INCR', kp .. 'id')
  local new_id = job[8] or whole(counter)
  local opts = cjson.decode(job[3])
  local rule = opts['de'] or {}
  own(owner_key, new_id, rule)
  local more = {}
  for _, field in ipairs({{'parentKey', job[4]}, {'parent', job[5]}, {'rjk', job[7]}, {'deid', rule['id']}}) do
    if field[2] then
      more[#more + 1] = field[1]
      more[#more + 1] = field[2]
    end
  end
  local delay, priority = tonumber(opts['delay']) or 0, tonumber(opts['priority']) or 0
  store_job(new_id, job[1], job[2], job[3], whole(now), whole(delay), whole(priority), more)
  enqueue(state, new_id, now, delay, priority, opts['lifo'])
  if job[6] then
    call('SADD', job[6], kp .. new_id)
  end
  call('DEL', next_key)
end
