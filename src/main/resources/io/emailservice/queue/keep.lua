-- Finished jobs that stay, and those that go. Writes are collected: one ZADD for a run of jobs with one rule, and one
-- DEL at the end.
local gone, kept, keeping = {}, {}, nil

local function forget(key)
  gone[#gone + 1] = key
  if #gone >= 4000 then
    call('DEL', unpack(gone))
    gone = {}
  end
end

local function forget_job(job_key, with_rare_keys)
  forget(job_key)
  if with_rare_keys then
    forget(job_key .. ':logs')
    forget(job_key .. ':dependencies')
    forget(job_key .. ':processed')
    forget(job_key .. ':failed')
    forget(job_key .. ':unsuccessful')
  end
end

local function remove_finished(ids)
  for _, id in ipairs(ids) do
    local job_key = kp .. id
    unlink_from_parent(job_key, call('HGET', job_key, 'parentKey'))
    forget_job(job_key, true)
  end
end

-- The rule of a run applies when the run ends; before a job with another rule, which must not be counted by this one.
local function end_run()
  if #kept == 0 then
    return
  end
  local target, rule, jobs = keeping.target, keeping, #kept / 2
  call('ZADD', target, unpack(kept))
  kept = {}
  if rule.age > 0 then
    local latest = whole(rule.now - rule.age * 1000)
    local old = call('ZREVRANGEBYSCORE', target, latest, '-inf', 'LIMIT', 0, whole(rule.limit * jobs))
    remove_finished(old)
    for from = 1, #old, 4000 do
      call('ZREM', target, unpack(old, from, math.min(#old, from + 3999)))
    end
  end
  if rule.count > 0 then
    local surplus = call('ZREVRANGE', target, whole(rule.count), -1)
    if #surplus > 0 then
      remove_finished(surplus)
      call('ZREMRANGEBYRANK', target, 0, whole(-rule.count - 1))
    end
  end
end

local function same_rule(a, b)
  return a == b
    or (a and a.target == b.target and a.count == b.count and a.age == b.age and a.limit == b.limit)
end

local function keep_finished(rule, id)
  if not same_rule(keeping, rule) then
    end_run()
    keeping = rule
  end
  kept[#kept + 1] = ARGV[1]
  kept[#kept + 1] = id
end
