-- Makes a delayed job ready before its time.
-- ARGV: the id
-- Answer: 1, or 0 if it isn't delayed
--# include queue
--# include promote
local state = state_of(kp)
local id = ARGV[1]
if call('ZREM', delayed_key, id) == 0 then
  return 0
end
promote_one(state, id)
mark_ready(kp, state)
return 1
