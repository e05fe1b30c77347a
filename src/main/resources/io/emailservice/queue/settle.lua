-- Settles up to N claimed jobs in one go, each as BullMQ would alone.
-- ARGV: now ms, most jobs of the worker's own rate limit or '', minutes of counts or 0, number of profiles, the profiles,
-- then the jobs in the order in which they were claimed.
-- Profile: kind, token, count and age (s) and limit of the keep rule, option (attempts of a failed job; 1 to retry at the
-- front). Job: number of its profile, id, then by kind
--   complete: return value   fail: reason, stack traces   retry: reason, stack traces, delay ms
--   delay: reason or '', delay ms   release, children: nothing   limit: ms
-- Answer: number and code of each job that could not be settled.
--   1 no child is pending, -1 job missing, -2 lock missing, -3 not active, -4 children pending, -6 lock of another,
--   -9 children failed, -100 a key is of the wrong kind, the job is as it was; for number 0, what is done after the jobs
--# include queue
--# include active
--# include promote
--# include parent
--# include store
--# include dedup
--# include keep
--# include metrics
local now = tonumber(ARGV[1])
local minutes = tonumber(ARGV[3])
local widths = {complete = 1, fail = 2, retry = 3, delay = 2, release = 0, limit = 1, children = 0}
local state = state_of(kp)

local profiles, targets, at = {}, {}, 5
for number = 1, tonumber(ARGV[4]) do
  local kind = ARGV[at]
  local target = kp .. (kind == 'complete' and 'completed' or 'failed')
  profiles[number] = {
    kind = kind,
    token = ARGV[at + 1],
    count = tonumber(ARGV[at + 2]),
    age = tonumber(ARGV[at + 3]),
    limit = tonumber(ARGV[at + 4]),
    option = tonumber(ARGV[at + 5]),
    target = target,
    now = now
  }
  -- An error ends a script and undoes nothing, so what is written to at the end must be seen to be good now.
  if (kind == 'complete' or kind == 'fail') and profiles[number].count ~= 0 and not targets[target] then
    targets[target] = call('ZCARD', target)
  end
  at = at + 6
end

-- Where each job's arguments begin; its lock; and the keys that few jobs have, asked for all at once: to learn that a key
-- isn't there costs less than to delete it.
local starts, locks, rare = {}, {}, {}
local last = #ARGV
while at <= last do
  local profile = profiles[tonumber(ARGV[at])]
  local job_key, removed = kp .. ARGV[at + 1], profile.count == 0
  starts[#starts + 1] = at
  locks[#locks + 1] = job_key .. ':lock'
  if removed or profile.kind == 'complete' or profile.kind == 'children' then
    rare[#rare + 1] = job_key .. ':dependencies'
    rare[#rare + 1] = job_key .. ':unsuccessful'
  end
  if removed then
    rare[#rare + 1] = job_key .. ':logs'
    rare[#rare + 1] = job_key .. ':processed'
    rare[#rare + 1] = job_key .. ':failed'
  elseif profile.kind == 'retry' and ARGV[at + 4] == '0' then
    -- Jobs that are due go before a job that failed just now and is ready at once.
    state.promote = true
  end
  at = at + 2 + widths[profile.kind]
end
local holders = call('MGET', unpack(locks))
local any_rare = #rare > 0 and call('EXISTS', unpack(rare)) > 0

-- Before the new events, so that none of them is trimmed.
call('XTRIM', events_key, 'MAXLEN', '~', state.events)
if state.promote then
  promote_due(state, now)
end

local calm, readied, rested = {}, false, false
local completed_jobs, failed_jobs, limit_ms = 0, 0, 0

local function finish(profile, id, job, first)
  local job_key, completed = kp .. id, profile.kind == 'complete'
  local value = ARGV[first + 2]
  local parent_key = job[2] and job[2] ~= '' and job[2]
  local attempts_made = (tonumber(job[5]) or 0) + 1
  if completed then
    completed_jobs = completed_jobs + 1
  else
    failed_jobs = failed_jobs + 1
  end
  if job[4] then
    end_dedup(state, job[4], id, now)
  end
  if parent_key then
    if completed then
      child_completed(job_key, parent_key, job[3], value, now)
    else
      child_failed(job_key, parent_key, job[3], value, now)
    end
  end
  if profile.count == 0 then
    forget_job(job_key, any_rare)
    unlink_from_parent(job_key, parent_key)
  else
    keep_finished(profile, id)
    if completed then
      call('HSET', job_key, 'atm', attempts_made, 'returnvalue', value, 'finishedOn', ARGV[1])
    else
      call('HSET', job_key, 'atm', attempts_made, 'failedReason', value, 'stacktrace', ARGV[first + 3], 'finishedOn',
        ARGV[1])
      call('HDEL', job_key, 'defa')
    end
    -- In a batch other jobs go at its end; alone, a job is settled to the letter, the order of events included.
    if #starts == 1 then
      end_run()
    end
  end
  if completed then
    call('XADD', events_key, '*', 'event', 'completed', 'jobId', id, 'returnvalue', value, 'prev', 'active')
    return
  end
  call('XADD', events_key, '*', 'event', 'failed', 'jobId', id, 'failedReason', value, 'prev', 'active')
  if attempts_made >= profile.option then
    call('XADD', events_key, '*', 'event', 'retries-exhausted', 'jobId', id, 'attemptsMade', attempts_made)
  end
end

local function rest(id, delay)
  local due = now + tonumber(delay)
  rested = true
  push_delayed(id, due)
  call('HSET', kp .. id, 'delay', delay)
  call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'delayed', 'jobId', id, 'delay', whole(due))
end

local function retry(profile, id, job, first)
  local delay, priority = ARGV[first + 4], tonumber(job[6]) or 0
  if delay ~= '0' then
    rest(id, delay)
  else
    readied = true
    if priority > 0 then
      push_prioritized(kp, id, priority)
    else
      -- To the end of the queue: others get their turn before the job that failed.
      call(profile.option == 1 and 'RPUSH' or 'LPUSH', state.ready, id)
    end
    call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'waiting', 'jobId', id, 'prev', 'active')
  end
  call('HSET', kp .. id, 'failedReason', ARGV[first + 2], 'stacktrace', ARGV[first + 3], 'atm',
    (tonumber(job[5]) or 0) + 1)
end

local function delay(profile, id, job, first)
  rest(id, ARGV[first + 3])
  if ARGV[first + 2] ~= '' then
    call('HSET', kp .. id, 'failedReason', ARGV[first + 2])
  end
end

local function release(profile, id, job, first)
  local priority = tonumber(job[6]) or 0
  if priority > 0 then
    -- Before all others of its priority.
    call('ZADD', prioritized_key, whole(priority * 4294967296), id)
  else
    readied = true
    call('RPUSH', state.ready, id)
  end
  call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'waiting', 'jobId', id, 'prev', 'active')
end

-- The queue is at its limit: this job goes back, and for a while no worker that keeps a limit claims another.
local function limit(profile, id, job, first)
  limit_ms = math.max(limit_ms, tonumber(ARGV[first + 2]))
  release(profile, id, job, first)
end

local function await_children(profile, id)
  call('ZADD', kp .. 'waiting-children', ARGV[1], id)
  call('XADD', events_key, '*', 'event', 'waiting-children', 'jobId', id, 'prev', 'active')
end

local settle = {complete = finish, fail = finish, retry = retry, delay = delay, release = release, limit = limit,
  children = await_children}

-- Children first: a job that may not go on yet keeps its lock.
local function refused_by_children(kind, job_key)
  local pending = any_rare and call('SCARD', job_key .. ':dependencies') ~= 0
  if kind == 'complete' and pending then
    return -4
  end
  if any_rare and call('ZCARD', job_key .. ':unsuccessful') ~= 0 then
    return -9
  end
  return kind == 'children' and not pending and 1
end

-- The job that is in no list just now.
local held = false

local function settle_one(number)
  local first = starts[number]
  local profile, id = profiles[tonumber(ARGV[first])], ARGV[first + 1]
  local job_key = kp .. id
  local job = redis.pcall('HMGET', job_key, 'name', 'parentKey', 'parent', 'deid', 'atm', 'priority')
  if not job[1] then
    -- Removed while it was worked on: its id would stay in `active` for ever.
    if holders[number] == profile.token then
      forget(locks[number])
      take_out(id)
    end
    return -1
  end
  if profile.kind == 'children' or (any_rare and profile.kind == 'complete') then
    local code = refused_by_children(profile.kind, job_key)
    if code then
      return code
    end
  end
  if holders[number] ~= profile.token then
    return holders[number] and -6 or -2
  end
  local found = take_out(id)
  if found then
    held = id
    settle[profile.kind](profile, id, job, first)
    held = false
  end
  forget(locks[number])
  calm[#calm + 1] = id
  return found and 0 or -3
end

local unsettled = {}
local function report(number, code)
  unsettled[#unsettled + 1] = number
  unsettled[#unsettled + 1] = code
end

for number = 1, #starts do
  local whole_job, code = pcall(settle_one, number)
  if not whole_job then
    if held then
      put_back(held)
      held = false
    end
    report(number, -100)
  elseif code ~= 0 then
    report(number, code)
  end
end

end_run()
if #gone > 0 then
  call('DEL', unpack(gone))
end
write_active()
-- `drained` means that a worker that asked for the next job was told: none, and none to come by itself.
local function is_limited()
  local most = state.rate_max or tonumber(ARGV[2])
  return most ~= nil and tonumber(call('GET', kp .. 'limiter') or 0) >= most
    and call('PTTL', kp .. 'limiter') > 0
end

local function conclude()
  if #calm > 0 then
    call('SREM', kp .. 'stalled', unpack(calm))
  end
  if readied then
    mark_ready(kp, state)
  end
  if rested then
    mark_delayed(kp)
  end
  if limit_ms > 0 then
    call('SET', kp .. 'limiter', '9007199254740991', 'PX', whole(limit_ms))
  end
  if minutes > 0 and completed_jobs > 0 then
    count_finished(kp .. 'metrics:completed', completed_jobs, now, minutes)
  end
  if minutes > 0 and failed_jobs > 0 then
    count_finished(kp .. 'metrics:failed', failed_jobs, now, minutes)
  end
  if completed_jobs + failed_jobs > 0 and not state.paused and call('LLEN', wait_key) == 0
      and call('LLEN', active_key) == 0 and call('ZCARD', prioritized_key) == 0 and call('ZCARD', delayed_key) == 0
      and not is_limited() then
    call('XADD', events_key, '*', 'event', 'drained')
  end
end

if not pcall(conclude) then
  report(0, -100)
end
return unsettled
