-- Gives out tokens of buckets that all nodes share.
-- KEYS: 1 where our keys begin
-- ARGV: 1 the question, as JSON:
--   now       milliseconds, only where a test sets the time: otherwise it is the server's
--   node, alive   this node's name, and milliseconds for which a node counts as alive; absent without a sign of life
--   recovery  milliseconds in which a throttled account climbs from nothing to its limit
--   scopes    k key, r rate a second (0 none), b burst, d quota of a day (0 none),
--             f share of the burst and q share of the quota that bulk must leave
--   groups    s numbers of scopes, n messages, c recipients of each, u 1 if bulk: all scopes or none, message by message
--   back      s number of a scope, n tokens that were not needed; below 0, those that were taken without asking
--   slow      s number of a scope that was throttled, o recipients a second that were reached
--   used      s number of a scope, u what its provider counted in 24 hours
-- Answer: per group {messages that may go, milliseconds until the next may, the place of the scope in the way
--   among s; below 0: its quota},
--   per scope {rate, quota left} as texts, nodes alive
local call = redis.call
local kp = KEYS[1]
local ask = cjson.decode(ARGV[1])
local now = ask.now
if not now then
  local time = call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

-- A slot is kept until its youngest token is 24 hours old.
local slot_ms, slots_kept = 1800000, 48
local slot = math.floor(now / slot_ms)
-- Tokens for the time between two questions, so that a high rate isn't bound by a low burst.
local question_s = 0.05
local lowest_rate = 0.1
local cut, cut_every_ms = 0.5, 1000
local tiny = 1e-9

local function text(number)
  return string.format('%.17g', number)
end

-- The rate after a throttle creeps up to the limit; without one it grows until the throttle is forgotten.
local function rate_of(scope, rate, since)
  if not rate then
    return scope.r
  end
  local passed = math.max(0, now - since)
  if scope.r > 0 then
    local grown = rate + scope.r * passed / ask.recovery
    return grown < scope.r and grown or scope.r
  end
  return passed < ask.recovery * 2 and rate * (1 + passed * 5 / ask.recovery) or 0
end

local function burst_of(scope, rate, learned)
  local burst = learned and math.min(scope.b, math.max(1, rate)) or scope.b
  return math.max(1, burst, rate * question_s)
end

local function load(scope)
  local state = {scope = scope, key = kp .. scope.k, days = {}, gone = {}, day = 0, others = 0}
  local flat, read = call('HGETALL', state.key), {}
  for i = 1, #flat, 2 do
    local number = tonumber(string.match(flat[i], '^d(%d+)$'))
    if not number then
      read[flat[i]] = tonumber(flat[i + 1])
    elseif number >= slot - slots_kept then
      state.days[number] = tonumber(flat[i + 1])
      state.day = state.day + state.days[number]
    else
      state.gone[#state.gone + 1] = flat[i]
    end
  end
  state.others = read.x or 0
  state.learned, state.since = read.r, read.c
  state.rate = rate_of(scope, state.learned, state.since)
  if state.learned and state.rate == scope.r then
    state.learned, state.since = nil, nil
    state.gone[#state.gone + 1] = 'r'
    state.gone[#state.gone + 1] = 'c'
  end
  state.burst = burst_of(scope, state.rate, state.learned)
  local passed = math.max(0, now - (read.at or now))
  state.tokens = math.min(state.burst, (read.t or state.burst) + passed / 1000 * state.rate)
  return state
end

local function left_of(state)
  return state.scope.d - state.day - state.others
end

-- Of what is free, bulk leaves its share; a message with more recipients than a burst takes all of it.
local function by_rate(state, group)
  if state.rate <= 0 then
    return group.n, 0
  end
  local floor = 0
  if group.u == 1 and state.scope.f > 0 and state.burst >= 2 then
    floor = math.min(state.burst - 1, math.max(1, state.scope.f * state.burst))
  end
  local cost = math.min(group.c, state.burst - floor)
  local free = state.tokens - floor + tiny
  local fit = math.max(0, math.floor(free / cost))
  return fit, math.max(1, math.ceil(((fit + 1) * cost - free) / state.rate * 1000)), cost
end

local function by_quota(state, group)
  local scope = state.scope
  if scope.d <= 0 then
    return group.n, 0
  end
  local free = left_of(state) - (group.u == 1 and scope.q * scope.d or 0) + tiny
  local oldest = slot
  for number, taken in pairs(state.days) do
    if taken > 0 and number < oldest then
      oldest = number
    end
  end
  return math.max(0, math.floor(free / group.c)), (oldest + slots_kept + 1) * slot_ms - now
end

local function charge(state, tokens, recipients)
  state.dirty = true
  if state.rate > 0 then
    state.tokens = math.min(state.burst, state.tokens - tokens)
  end
  if state.scope.d > 0 then
    local before = state.days[slot] or 0
    state.days[slot] = math.max(0, before + recipients)
    state.day = state.day + state.days[slot] - before
  end
end

local function save(state)
  local fields = {'t', text(state.tokens), 'at', text(now)}
  local ttl = 10000
  local function add(name, value)
    fields[#fields + 1] = name
    fields[#fields + 1] = text(value)
  end
  if state.rate > 0 then
    ttl = math.max(ttl, (state.burst - math.min(0, state.tokens)) / state.rate * 2000)
  end
  if state.learned then
    add('r', state.learned)
    add('c', state.since)
    ttl = math.max(ttl, ask.recovery * 3)
  end
  if state.scope.d > 0 then
    add('x', state.others)
    if state.days[slot] then
      add('d' .. slot, state.days[slot])
    end
    ttl = math.max(ttl, slot_ms * (slots_kept + 2))
  end
  if #state.gone > 0 then
    call('HDEL', state.key, unpack(state.gone))
  end
  call('HSET', state.key, unpack(fields))
  call('PEXPIRE', state.key, math.ceil(ttl))
end

local states = {}
for i, scope in ipairs(ask.scopes) do
  states[i] = load(scope)
end

for _, slow in ipairs(ask.slow) do
  local state = states[slow.s]
  if not state.since or now - state.since >= cut_every_ms then
    local from = state.rate > 0 and math.min(state.rate, slow.o) or slow.o
    state.learned, state.since, state.dirty = math.max(lowest_rate, from * cut), now, true
    state.gone = {}
    state.rate = state.learned
    state.burst = burst_of(state.scope, state.rate, true)
    state.tokens = math.min(0, state.tokens)
  end
end
for _, used in ipairs(ask.used) do
  local state = states[used.s]
  state.others, state.dirty = math.max(0, used.u - state.day), true
end
for _, back in ipairs(ask.back) do
  charge(states[back.s], -back.n, -back.n)
end

local answers = {}
for number, group in ipairs(ask.groups) do
  local fit, wait, way = group.n, 0, 0
  for place, i in ipairs(group.s) do
    local room, next_in = by_rate(states[i], group)
    if room < group.n and next_in > wait then
      wait, way = next_in, place
    end
    fit = math.min(fit, room)
    room, next_in = by_quota(states[i], group)
    if room < group.n and next_in > wait then
      wait, way = next_in, -place
    end
    fit = math.min(fit, room)
  end
  if fit > 0 then
    for _, i in ipairs(group.s) do
      local _, _, cost = by_rate(states[i], group)
      charge(states[i], fit * (cost or 0), fit * group.c)
    end
  end
  answers[number] = {fit, wait, way}
end

local readings = {}
for i, state in ipairs(states) do
  if state.dirty then
    save(state)
  end
  readings[i] = {text(state.rate), text(state.scope.d > 0 and left_of(state) or 0)}
end

local nodes = 0
if ask.node then
  call('ZADD', kp .. 'nodes', now, ask.node)
  call('ZREMRANGEBYSCORE', kp .. 'nodes', '-inf', now - ask.alive)
  call('PEXPIRE', kp .. 'nodes', ask.alive)
  nodes = call('ZCARD', kp .. 'nodes')
end
return {answers, readings, nodes}
