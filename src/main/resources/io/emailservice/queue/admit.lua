-- Adds new jobs, each as BullMQ would alone. One of them in ARGV:
--   its own id or '', name, timestamp ms, delay ms, priority, 1 to add at the front, options, data,
--   '' for a plain job, 'options' if the options name a parent or a deduplication, 'waits' if it also has children to come
local width = 9
local state, counter = nil, 0
local back, front, nothing = {}, {}, {}

-- Ready jobs are collected. The two ends don't disturb each other, so the order between the lists doesn't matter.
local function push_ready()
  if #back > 0 then
    call('LPUSH', state.ready, unpack(back))
  end
  if #front > 0 then
    call('RPUSH', state.ready, unpack(front))
  end
  if #back + #front > 0 then
    mark_ready(kp, state)
    back, front = {}, {}
  end
end

-- The parent that the options of a new job name, and how the job says so in its fields.
local function parent_in(options)
  local named = options['parent']
  if not named then
    return nil
  end
  local link = {id = named['id'], queueKey = named['queue']}
  for _, flag in ipairs({'fpof', 'cpof', 'idof', 'rdof'}) do
    if options[flag] then
      link[flag] = true
    end
  end
  local key = link.queueKey .. ':' .. link.id
  return {id = link.id, queue_key = link.queueKey, key = key, json = cjson.encode(link)}
end

-- A parent that is gone doesn't count: its children may be given to another.
local function belongs_elsewhere(job_key, parent)
  local known = call('HGET', job_key, 'parentKey')
  return known and known ~= parent.key and call('EXISTS', known) == 1
end

-- A job with the id exists, perhaps finished: it isn't added again, but may be given to a parent. A parent that gets its
-- children one by one (`released_later`) must not go on before it has them all.
local function meet_again(id, parent, timestamp, released_later)
  local job_key = kp .. id
  if parent then
    if belongs_elsewhere(job_key, parent) then
      return -7
    end
    if call('ZSCORE', kp .. 'completed', id) then
      call('HSET', parent.key .. ':processed', job_key, call('HGET', job_key, 'returnvalue') or 'null')
      if not released_later then
        push_ready()
        release_if_childless(parent.queue_key, parent.id, timestamp)
      end
    else
      call('SADD', parent.key .. ':dependencies', job_key)
    end
    call('HSET', job_key, 'parentKey', parent.key, 'parent', parent.json)
  end
  call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'duplicated', 'jobId', id)
  return id
end

-- Adds the job whose arguments begin there. Gives its id, or that of the job that stands for it; -5 if its parent is
-- missing, -7 if it belongs to another parent.
local function admit(at, released_later)
  local id, timestamp, delay, priority = ARGV[at], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  local opts, kind = ARGV[at + 6], ARGV[at + 8]
  local options, parent, more = nil, nil, nothing
  if kind ~= '' then
    options = cjson.decode(opts)
    parent = parent_in(options)
    if parent and call('EXISTS', parent.key) == 0 then
      return -5
    end
  end
  -- The counter moves for every job, also for one that brings its id.
  counter = counter + 1
  if id == '' then
    id = whole(counter)
  elseif call('EXISTS', kp .. id) == 1 then
    return meet_again(id, parent, tonumber(timestamp), released_later)
  end
  if options then
    more = parent and {'parentKey', parent.key, 'parent', parent.json} or {}
    local rule = options['de']
    if rule then
      local owner = begin_dedup(state, rule, {
        id = id, name = ARGV[at + 1], data = ARGV[at + 7], opts = opts, timestamp = timestamp, delay = delay
      })
      if owner then
        return owner
      end
      more[#more + 1] = 'deid'
      more[#more + 1] = rule['id']
    end
  end
  store_job(id, ARGV[at + 1], ARGV[at + 7], opts, timestamp, delay, priority, more)
  if kind == 'waits' then
    call('ZADD', kp .. 'waiting-children', timestamp, id)
    call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'waiting-children', 'jobId', id)
  elseif delay ~= '0' or priority ~= '0' then
    enqueue_special(state, id, tonumber(timestamp), tonumber(delay), tonumber(priority))
  else
    local list = ARGV[at + 5] == '1' and front or back
    list[#list + 1] = id
    call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'waiting', 'jobId', id)
  end
  if parent then
    call('SADD', parent.key .. ':dependencies', kp .. id)
  end
  return id
end
