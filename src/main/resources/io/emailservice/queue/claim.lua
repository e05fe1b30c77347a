-- Claims up to N jobs in one go, with the effects of N single claims.
-- ARGV: now ms, lock ms, token, N, worker name or '', the worker's own rate limit: jobs and ms, or '' and ''
-- Answer: ms until the rate limit ends or 0, due ms of the next delayed job or 0, 1 if the queue's own concurrency stopped
-- the claim, how many ids had no job behind them, then one list per job
--# include queue
--# include promote
--# include fields
local now, lock_ms, token, wanted, worker = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]
local limiter_key = kp .. 'limiter'
local state = state_of(kp)
-- The queue's maximum goes before the worker's, the worker's duration before the queue's, as in the official worker.
local rate_max = state.rate_max or tonumber(ARGV[6])
local rate_ms = tonumber(ARGV[7]) or state.rate_duration or 0

-- Before any reason to stop: a paused or limited queue promotes too, its delayed jobs are then ready in time.
promote_due(state, tonumber(now))

local limited = false
if rate_max then
  local used = tonumber(call('GET', limiter_key) or 0)
  if used >= rate_max then
    local left = call('PTTL', limiter_key)
    if left > 0 then
      return {left, 0, 0, 0}
    end
    if left == 0 then
      call('DEL', limiter_key)
      used = 0
    end
  end
  local allowed = math.max(1, rate_max - used)
  limited = allowed <= wanted
  wanted = math.min(wanted, allowed)
end
if state.paused then
  return {0, 0, 0, 0}
end
local full = 0
if state.concurrency then
  local room = state.concurrency - call('LLEN', active_key)
  if room <= 0 then
    return {0, 0, 1, 0}
  end
  if room < wanted then
    wanted, full = room, 1
  end
end

local answer, taken, counted = {0, 0, full, 0}, {}, 0
local plain, scored, moved = {}, {}, false

local function read_jobs(ids, step)
  for i = 1, #ids, step do
    local job = read_job(ids[i])
    -- Ids without a job (removed by hand, or a marker of BullMQ 4) are dropped: they can't be worked on or settled.
    if job[1] then
      taken[#taken + 1] = ids[i]
      answer[#answer + 1] = job
    else
      answer[4] = answer[4] + 1
    end
  end
end

local function take()
  -- Jobs without a priority are served first.
  plain = call('RPOP', wait_key, wanted) or {}
  if #plain < wanted then
    local missing = wanted - #plain
    scored = call('ZPOPMIN', prioritized_key, missing)
    -- The counter of turns starts again when nobody is left to compare with.
    if #scored < missing * 2 then
      call('DEL', kp .. 'pc')
    end
  end
  read_jobs(plain, 1)
  read_jobs(scored, 2)
  if #taken == 0 then
    return
  end
  call('LPUSH', active_key, unpack(taken))
  moved = true
  for number, id in ipairs(taken) do
    local job, job_key = answer[number + 4], kp .. id
    call('XADD', events_key, '*', 'event', 'active', 'jobId', id, 'prev', 'waiting')
    call('SET', job_key .. ':lock', token, 'PX', lock_ms)
    job[6] = (tonumber(job[6]) or 0) + 1
    if worker == '' then
      call('HSET', job_key, 'processedOn', now, 'ats', job[6])
    else
      call('HSET', job_key, 'processedOn', now, 'ats', job[6], 'pb', worker)
    end
    -- A job that will only be failed sends nothing, so it uses up nothing.
    if not job[8] then
      counted = counted + 1
    end
  end
end

-- An error ends a script and undoes nothing. A key of the wrong kind shows before any job was written to, so all that was
-- popped can go back to where it was.
local function put_back()
  if moved then
    call('LTRIM', active_key, #taken, -1)
  end
  for i = 1, #scored, 2 do
    call('ZADD', prioritized_key, scored[i + 1], scored[i])
  end
  for i = #plain, 1, -1 do
    call('RPUSH', wait_key, plain[i])
  end
end

local whole_take, problem = pcall(take)
if not whole_take then
  put_back()
  error(problem, 0)
end
if #taken > 0 then
  if rate_max and counted > 0 then
    if call('INCRBY', limiter_key, counted) == counted then
      call('PEXPIRE', limiter_key, whole(math.floor(math.abs(rate_ms))))
    end
  end
  -- Whoever takes a job wakes the next worker: one marker stands for all jobs that were added.
  set_marker(kp, '0', '0')
end
if limited and counted == wanted then
  answer[1] = math.max(0, call('PTTL', limiter_key))
elseif #taken < wanted then
  local first = call('ZRANGE', delayed_key, 0, 0, 'WITHSCORES')
  if first[2] then
    answer[2] = math.floor(tonumber(first[2]) / 4096)
  end
end
return answer
