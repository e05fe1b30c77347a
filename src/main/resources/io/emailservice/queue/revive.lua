-- Sees to it that jobs live: those that ended are made ready again, and so are those that are in no list any more.
-- ARGV: the ids
-- Answer: for each 0 there is no such job, 1 it lives, 2 it was made ready again
--# include queue
--# include redrive
-- Longer lists aren't searched: every worker would wait. They get shorter, and the question comes again.
local most_searched = 1000
local state = state_of(kp)

local lists = {active_key, wait_key, kp .. 'paused'}
local length = 0
for _, list in ipairs(lists) do
  length = length + call('LLEN', list)
end

local function is_listed(id)
  if call('ZSCORE', delayed_key, id) or call('ZSCORE', prioritized_key, id)
    or call('ZSCORE', kp .. 'waiting-children', id) or length > most_searched then
    return true
  end
  for _, list in ipairs(lists) do
    if call('LPOS', list, id) then
      return true
    end
  end
  return false
end

-- A job that failed because it was lost too often doesn't fail for it again.
local function revive(id)
  if not call('HGET', kp .. id, 'name') then
    return 0
  end
  if redrive(state, id, 'failed', {'finishedOn', 'processedOn', 'failedReason', 'defa', 'stc'}) == 1
    or redrive(state, id, 'completed', {'finishedOn', 'processedOn', 'returnvalue'}) == 1 then
    return 2
  end
  if is_listed(id) then
    return 1
  end
  call('LPUSH', state.ready, id)
  mark_ready(kp, state)
  call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'waiting', 'jobId', id)
  return 2
end

local answer = {}
for number, id in ipairs(ARGV) do
  answer[number] = revive(id)
end
return answer
