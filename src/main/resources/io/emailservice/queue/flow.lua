-- Adds a parent and its children, over queues of one slot, in one go: all or none.
-- ARGV: now ms, number of queues, where the keys of each begin, then the number of its queue and each job, see admit.lua;
-- parents before their children
-- Answer: 0 and the ids, or a negative code and the number of the job that is refused
--# include queue
--# include store
--# include parent
--# include dedup
--# include admit
local now, queues = tonumber(ARGV[1]), tonumber(ARGV[2])
local begin = 3 + queues

-- Before anything is written: an error later would leave half a flow.
local parents, seen = {}, {}
local number = 0
for at = begin, #ARGV, width + 1 do
  number = number + 1
  local parent = parent_in(cjson.decode(ARGV[at + 7]))
  if parent then
    if number == 1 and call('EXISTS', parent.key) == 0 then
      return {-5, number}
    end
    local job_key = ARGV[2 + tonumber(ARGV[at])] .. ARGV[at + 1]
    if belongs_elsewhere(job_key, parent) then
      return {-7, number}
    end
    if not seen[parent.key] then
      seen[parent.key] = true
      parents[#parents + 1] = parent
    end
  end
end

local answer, states = {0}, {}
for at = begin, #ARGV, width + 1 do
  local queue = tonumber(ARGV[at])
  turn_to(ARGV[2 + queue])
  states[queue] = states[queue] or state_of(kp)
  state = states[queue]
  counter = call('INCR', kp .. 'id') - 1
  answer[#answer + 1] = admit(at + 1, true)
  push_ready()
end

-- A parent whose children were all done before has nobody left to release it.
for _, parent in ipairs(parents) do
  release_if_childless(parent.queue_key, parent.id, now)
end
return answer
