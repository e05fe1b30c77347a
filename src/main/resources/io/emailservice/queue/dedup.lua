-- Deduplication: a finished job gives its claim on the id up, and the job that was kept for its end comes in.
local function end_dedup(state, dedup_id, id, now)
  local owner_key, next_key = kp .. 'de:' .. dedup_id, kp .. 'dn:' .. dedup_id
  -- A claim with a running time to live outlasts the job: that is what the producer asked for.
  local left = call('PTTL', owner_key)
  if left == 0 or (left == -1 and call('GET', owner_key) == id) then
    call('DEL', owner_key)
  end
  if call('EXISTS', next_key) == 0 then
    return
  end
  local job = call('HMGET', next_key, 'name', 'data', 'opts', 'pk', 'pd', 'pdk', 'rjk', 'jid')
  local counter = call('INCR', kp .. 'id')
  local new_id = job[8] or whole(counter)
  local opts = cjson.decode(job[3])
  local rule = opts['de'] or {}
  if rule['ttl'] and rule['ttl'] > 0 and not rule['keepLastIfActive'] then
    call('SET', owner_key, new_id, 'PX', whole(rule['ttl']))
  else
    call('SET', owner_key, new_id)
  end
  local more = {}
  for _, field in ipairs({{'parentKey', job[4]}, {'parent', job[5]}, {'rjk', job[7]}, {'deid', rule['id']}}) do
    if field[2] then
      more[#more + 1] = field[1]
      more[#more + 1] = field[2]
    end
  end
  local delay, priority = tonumber(opts['delay']) or 0, tonumber(opts['priority']) or 0
  store_job(new_id, job[1], job[2], job[3], whole(now), whole(delay), whole(priority), more)
  if delay > 0 or priority > 0 then
    enqueue_special(state, new_id, now, delay, priority)
  else
    call(opts['lifo'] and 'RPUSH' or 'LPUSH', state.ready, new_id)
    mark_ready(kp, state)
    call('XADD', events_key, 'MAXLEN', '~', state.events, '*', 'event', 'waiting', 'jobId', new_id)
  end
  if job[6] then
    call('SADD', job[6], kp .. new_id)
  end
  call('DEL', next_key)
end
