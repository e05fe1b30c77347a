-- Finds the jobs that a claim took whose answer was lost: they are active, locked by that claim's token, and nobody
-- works on them.
-- ARGV: lock ms, token
-- Answer: like a claim's
--# include queue
--# include fields
local lock_ms, token = ARGV[1], ARGV[2]
local answer = {0, 0, 0}
local active = call('LRANGE', active_key, 0, -1)
for from = 1, #active, 1000 do
  local locks = {}
  local to = math.min(#active, from + 999)
  for i = from, to do
    locks[#locks + 1] = kp .. active[i] .. ':lock'
  end
  local holders = call('MGET', unpack(locks))
  for i = from, to do
    if holders[i - from + 1] == token then
      call('PEXPIRE', locks[i - from + 1], lock_ms)
      local job = read_job(active[i])
      if job[1] then
        answer[#answer + 1] = job
      end
    end
  end
end
return answer
