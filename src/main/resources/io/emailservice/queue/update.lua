-- Writes to a job while it is worked on.
-- ARGV: what (progress, data or log), id, the text
-- Answer: -1 if the job is gone, the number of kept rows of a log, else 0
--# include queue
local what, id, text = ARGV[1], ARGV[2], ARGV[3]
local job_key = kp .. id
local opts = call('HMGET', job_key, 'name', 'opts')
if not opts[1] then
  return -1
end
if what == 'progress' then
  local state = state_of(kp)
  call('HSET', job_key, 'progress', text)
  call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'progress', 'jobId', id, 'data', text)
elseif what == 'data' then
  call('HSET', job_key, 'data', text)
else
  local rows = call('RPUSH', job_key .. ':logs', text)
  local readable, rules = pcall(cjson.decode, opts[2] or '{}')
  local keep = readable and type(rules) == 'table' and tonumber(rules['kl'])
  if keep then
    call('LTRIM', job_key .. ':logs', whole(-keep), -1)
    rows = math.min(keep, rows)
  end
  return rows
end
return 0
