-- Finds the jobs that claims took whose answers were lost: they are active, locked by the claims' tokens, and nobody
-- works on them.
-- ARGV: lock ms, tokens
-- Answer: number of its token and what a claim gives, for each job
--# include queue
--# include fields
local lock_ms, numbers = ARGV[1], {}
for at = 2, #ARGV do
  numbers[ARGV[at]] = at - 1
end
local answer = {}
local active = call('LRANGE', active_key, 0, -1)
for from = 1, #active, 1000 do
  local locks = {}
  local to = math.min(#active, from + 999)
  for i = from, to do
    locks[#locks + 1] = kp .. active[i] .. ':lock'
  end
  local holders = call('MGET', unpack(locks))
  for i = from, to do
    local number = holders[i - from + 1] and numbers[holders[i - from + 1]]
    if number then
      local job = read_job(active[i])
      if job[1] then
        call('PEXPIRE', locks[i - from + 1], lock_ms)
        answer[#answer + 1] = number
        answer[#answer + 1] = job
      end
    end
  end
end
return answer
