-- Makes finished jobs ready again.
-- ARGV: where they are, completed or failed; the field that says how they ended; 1 to forget the attempts made, or ''; 1 to
-- forget the attempts started, or ''; the ids
-- Answer: 1 for each, or -1 job missing, -3 not there
--# include queue
--# include redrive
local from, field = ARGV[1], ARGV[2]
local state = state_of(kp)
local forgotten = {'finishedOn', 'processedOn', field}
if ARGV[3] == '1' then
  forgotten[#forgotten + 1] = 'atm'
end
if ARGV[4] == '1' then
  forgotten[#forgotten + 1] = 'ats'
end

local answer = {}
for at = 5, #ARGV do
  answer[#answer + 1] = redrive(state, ARGV[at], from, forgotten)
end
return answer
