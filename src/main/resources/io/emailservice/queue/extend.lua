-- Renews locks.
-- ARGV: lock ms, then id and token of each job
-- Answer: the ids whose lock is no longer held with that token
--# include queue
local lock_ms = ARGV[1]
local lost, kept = {}, {}
for i = 2, #ARGV, 2 do
  local id, token = ARGV[i], ARGV[i + 1]
  local lock_key = kp .. id .. ':lock'
  if call('GET', lock_key) == token then
    call('PEXPIRE', lock_key, lock_ms)
    kept[#kept + 1] = id
  else
    lost[#lost + 1] = id
  end
end
-- A renewed job isn't stalled, whatever the last check suspected.
if #kept > 0 then
  call('SREM', kp .. 'stalled', unpack(kept))
end
return lost
