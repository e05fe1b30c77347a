-- Tells which settlements took effect whose answers were lost.
-- ARGV: per job its id, the kind of settlement, and as they were when it was claimed: attempts made, attempts started,
-- stalls
-- Answer: per job 1 if the settlement took effect, else 0
--# include queue
local width = 5
local ends = {complete = 'completed', fail = 'failed'}

-- A job that nobody has started since is as we left it; of one that was started again the counts tell why.
local function took_effect(id, job, kind, made, started, stalls)
  local same_start = (tonumber(job[2]) or 0) == started
  if ends[kind] then
    return same_start and job[5] ~= false
  end
  if (tonumber(job[4]) or 0) ~= stalls then
    return false
  end
  if kind == 'retry' then
    return (tonumber(job[3]) or 0) > made
  end
  return not same_start or not call('LPOS', active_key, id)
end

local answer, gone, missing = {}, {}, 0
for number = 1, #ARGV / width do
  local at = (number - 1) * width
  local id, kind = ARGV[at + 1], ARGV[at + 2]
  local job = redis.pcall('HMGET', kp .. id, 'name', 'ats', 'atm', 'stc', 'finishedOn')
  answer[number] = 0
  if not job[1] then
    gone[id] = {number, ends[kind]}
    missing = missing + 1
  elseif took_effect(id, job, kind, tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5])) then
    answer[number] = 1
  end
end

-- Of a job that was removed as it finished only the event is left.
if missing > 0 then
  for _, entry in ipairs(call('XREVRANGE', events_key, '+', '-', 'COUNT', 10000)) do
    local job = gone[entry[2][4]]
    if job and job[2] == entry[2][2] then
      answer[job[1]] = 1
    end
  end
end
return answer
