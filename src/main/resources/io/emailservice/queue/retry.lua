-- Makes finished jobs ready again.
-- ARGV: where they are, completed or failed; the field that says how they ended; 1 to forget the attempts made, or ''; 1 to
-- forget the attempts started, or ''; the ids
-- Answer: 1 for each, or -1 job missing, -3 not there
--# include queue
local from, field = ARGV[1], ARGV[2]
local state = state_of(kp)
local forgotten = {'finishedOn', 'processedOn', field}
if ARGV[3] == '1' then
  forgotten[#forgotten + 1] = 'atm'
end
if ARGV[4] == '1' then
  forgotten[#forgotten + 1] = 'ats'
end

-- The parent waits for the child again, if it knew how the child had ended.
local function return_to_parent(job_key, parent_key)
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

local function retry(id)
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
  return_to_parent(job_key, job[4])
  call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'waiting', 'jobId', id, 'prev', from)
  return 1
end

local answer = {}
for at = 5, #ARGV do
  answer[#answer + 1] = retry(ARGV[at])
end
return answer
