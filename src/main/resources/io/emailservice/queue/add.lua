-- Adds N jobs in one go, with the effects of N single adds.
-- ARGV: the jobs, see admit.lua
-- Answer: the id of each, or a negative code
--# include queue
--# include store
--# include parent
--# include dedup
--# include admit
local count = #ARGV / width
state = state_of(kp)
local last = call('INCRBY', kp .. 'id', count)
counter = last - count
local answer = {}
for number = 1, count do
  answer[number] = admit((number - 1) * width + 1, false)
end
push_ready()
-- Jobs that were refused before they were counted.
if counter < last then
  call('DECRBY', kp .. 'id', last - counter)
end
return answer
