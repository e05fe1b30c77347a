-- Makes the next jobs of schedules whose jobs were claimed, with the effects of N single updates.
-- ARGV: now ms, then of each claimed job its id, its schedule, and when the next is due by the claimed job's own options
-- Answer: for each job 'made', 'gone' (there is no such schedule), 'stale' (another job is the schedule's latest),
-- 'taken' (a job with the next one's id is there), or what went wrong
--# include queue
--# include store
local now = tonumber(ARGV[1])
local schedules_key = kp .. 'repeat'
local state = state_of(kp)

-- BullMQ up to 5 also kept repeatable jobs under `name:id:endDate:zone:` and then a pattern or a number.
local function is_old_key(schedule)
  local ends, rule = string.match(schedule, '^[^:]*:[^:]*:([^:]*):[^:]*:(.+)$')
  return rule and string.match(ends, '^%d*$') and (string.find(rule, ' ', 1, true) or string.match(rule, '^%d+$'))
    and call('HEXISTS', schedules_key .. ':' .. schedule, 'ic') == 0
end

-- The next turn of an interval; turns that were missed are left out, not made up for.
local function next_turn(last, every, offset)
  local due = last + every
  if due < now then
    due = math.floor(now / every) * every + offset
    if due <= now then
      due = due + every
    end
  end
  return math.floor(due)
end

-- The options of the next job are those of the last: whoever reads them finds what the official client would write.
local function next_options(opts, id, due, delay)
  local rule, backoff = opts['repeat'], opts['backoff']
  opts['attempts'] = opts['attempts'] or 0
  if type(backoff) == 'number' then
    opts['backoff'] = {type = 'fixed', delay = backoff}
  end
  opts['jobId'], opts['delay'], opts['timestamp'] = id, delay, now
  opts['prevMillis'] = due
  rule['count'] = (rule['count'] or 0) + 1
  rule['immediately'] = nil
  return opts
end

local function store_and_enqueue(id, name, data, opts, schedule, delay)
  local priority = tonumber(opts['priority']) or 0
  local more = {'rjk', schedule}
  if opts['de'] and opts['de']['id'] then
    more[3], more[4] = 'deid', opts['de']['id']
  end
  call('INCR', kp .. 'id')
  store_job(id, name, data, cjson.encode(opts), ARGV[1], whole(delay), whole(priority), more)
  enqueue(state, id, now, delay, priority, opts['lifo'])
end

-- The schedule moves on only when its next job is where it belongs: an error undoes nothing.
local function add(id, name, data, opts, schedule, delay, due)
  local ok, problem = pcall(store_and_enqueue, id, name, data, opts, schedule, delay)
  if not ok then
    call('DEL', kp .. id)
    error(problem, 0)
  end
  call('ZADD', schedules_key, whole(due), schedule)
end

local function tell_duplicate(id)
  call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'duplicated', 'jobId', id)
end

local function repeat_old(id, schedule, job, due)
  if not call('ZSCORE', schedules_key, schedule) then
    return 'gone'
  end
  local opts = cjson.decode(job[3])
  local next_id = string.match(id, '^(.*:)%d*$') .. whole(due)
  if call('EXISTS', kp .. next_id) == 1 then
    call('ZADD', schedules_key, whole(due), schedule)
    call('INCR', kp .. 'id')
    tell_duplicate(next_id)
    return 'stale'
  end
  local delay = math.max(0, due + (opts['repeat']['offset'] or 0) - now)
  opts = next_options(opts, next_id, due, delay)
  opts['repeatJobKey'] = nil
  add(next_id, job[1], job[2], opts, schedule, delay, due)
  return 'made'
end

local function iterate(id, schedule, due)
  local job = call('HMGET', kp .. id, 'name', 'data', 'opts')
  if not job[3] then
    return 'gone'
  end
  if is_old_key(schedule) then
    return repeat_old(id, schedule, job, due)
  end
  local last = tonumber(call('ZSCORE', schedules_key, schedule) or nil)
  if not last then
    return 'gone'
  end
  if id ~= 'repeat:' .. schedule .. ':' .. whole(last) then
    return 'stale'
  end
  local schedule_key = schedules_key .. ':' .. schedule
  local kept = call('HMGET', schedule_key, 'name', 'data', 'every', 'offset', 'ic')
  local opts = cjson.decode(job[3])
  local rule = opts['repeat']
  local every = tonumber(kept[3] or rule['every'])
  if every then
    due = next_turn(last, every, tonumber(kept[4] or rule['offset'] or 0) or 0)
  end
  local next_id = 'repeat:' .. schedule .. ':' .. whole(due)
  if call('EXISTS', kp .. next_id) == 1 then
    tell_duplicate(next_id)
    return 'taken'
  end
  -- Schedules know their data; a repeatable job of BullMQ 5 becomes one here, without knowing any.
  local data = kept[2] or (not kept[5] and job[2]) or '{}'
  local delay = math.max(0, due - now)
  opts = next_options(opts, next_id, due, delay)
  opts['repeatJobKey'] = schedule
  if rule['every'] then
    opts['prevMillis'] = nil
  end
  if not rule['every'] or rule['offset'] == 0 then
    rule['offset'] = nil
  end
  add(next_id, kept[1] or job[1], data, opts, schedule, delay, due)
  redis.pcall('HINCRBY', schedule_key, 'ic', 1)
  if data ~= '{}' and not kept[2] then
    call('HSET', schedule_key, 'data', data)
  end
  return 'made'
end

local answers = {}
for i = 2, #ARGV, 3 do
  -- What spoils one schedule must not stop the others.
  local ok, answer = pcall(iterate, ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]))
  if not ok and type(answer) == 'table' then
    answer = answer['err'] or 'error'
  end
  answers[#answers + 1] = tostring(answer)
end
return answers
