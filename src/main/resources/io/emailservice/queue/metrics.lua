-- Counts of finished jobs per minute, newest minute first: what `getMetrics` reads. K jobs of one moment count as K single
-- ones would.
local function count_finished(key, jobs, now, most_minutes)
  local before = call('HINCRBY', key, 'count', jobs) - jobs
  local last = call('HMGET', key, 'prevTS', 'prevCount')
  if not last[1] then
    call('HSET', key, 'prevTS', whole(now), 'prevCount', '0')
    return
  end
  local minutes = math.min(math.floor(now / 60000) - math.floor(tonumber(last[1]) / 60000), most_minutes)
  if minutes <= 0 then
    return
  end
  -- The minute that ended, then those in which nothing did.
  local counts = {whole(before - tonumber(last[2] or 0))}
  for minute = 2, minutes do
    counts[minute] = '0'
  end
  for from = 1, #counts, 4000 do
    call('LPUSH', key .. ':data', unpack(counts, from, math.min(#counts, from + 3999)))
  end
  call('LTRIM', key .. ':data', 0, whole(most_minutes - 1))
  call('HSET', key, 'prevCount', whole(before), 'prevTS', whole(now))
end
