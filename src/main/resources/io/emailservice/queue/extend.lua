-- Renews locks.
-- ARGV: lock ms, then of each job: id, token, attempts started and stalls when it was claimed
-- Answer: the ids whose lock is no longer held with that token
--# include queue
local lock_ms = ARGV[1]
local lost, kept = {}, {}

-- A lock that expired while Redis was away can be taken again, as long as nobody else has touched the job.
local function is_still_ours(id, started, stalls)
  local job = redis.pcall('HMGET', kp .. id, 'ats', 'stc', 'finishedOn')
  return job[1] == started and (job[2] or '0') == stalls and not job[3] and call('LPOS', active_key, id)
end

for i = 2, #ARGV, 4 do
  local id, token = ARGV[i], ARGV[i + 1]
  local lock_key = kp .. id .. ':lock'
  local holder = redis.pcall('GET', lock_key)
  if holder == token then
    call('PEXPIRE', lock_key, lock_ms)
    kept[#kept + 1] = id
  elseif not holder and is_still_ours(id, ARGV[i + 2], ARGV[i + 3]) then
    call('SET', lock_key, token, 'PX', lock_ms)
    kept[#kept + 1] = id
  else
    lost[#lost + 1] = id
  end
end
-- A renewed job isn't stalled, whatever the last check suspected.
if #kept > 0 then
  redis.pcall('SREM', kp .. 'stalled', unpack(kept))
end
return lost
