-- Takes jobs out of the list of active ones. To look for each alone costs a walk through the jobs in flight, so the old
-- end of the list, where a batch's jobs are, is read once, and what remains of it written once: by write_active(), until
-- which nothing else may change the list.
local read_ids, read_at, taken = {}, {}, {}
local read_whole, deepest = false, 0
local MOST_READ, READ_STEP = 4000, 200
-- What came back to the list that was not taken from what is read.
local returned = {}

local function read_on()
  local have = #read_ids
  local ids = call('LRANGE', active_key, -(have + READ_STEP), -(have + 1))
  for i = #ids, 1, -1 do
    have = have + 1
    read_ids[have] = ids[i]
    read_at[ids[i]] = read_at[ids[i]] or have
  end
  read_whole = #ids < READ_STEP
end

-- True if the job was active.
local function take_out(id)
  while not read_at[id] and not read_whole and #read_ids < MOST_READ do
    read_on()
  end
  local place = read_at[id]
  if not place then
    return not read_whole and call('LREM', active_key, 1, id) > 0
  end
  if taken[place] then
    return false
  end
  taken[place] = true
  taken_out = taken_out + 1
  deepest = math.max(deepest, place)
  return true
end

local function put_back(id)
  if read_at[id] then
    taken[read_at[id]] = nil
    taken_out = taken_out - 1
  else
    returned[#returned + 1] = id
  end
end

local function write_active()
  taken_out = 0
  local rest = {}
  for place = deepest, 1, -1 do
    if not taken[place] then
      rest[#rest + 1] = read_ids[place]
    end
  end
  for _, id in ipairs(returned) do
    rest[#rest + 1] = id
  end
  if deepest > 0 then
    call('LTRIM', active_key, 0, -(deepest + 1))
  end
  if #rest > 0 then
    call('RPUSH', active_key, unpack(rest))
  end
end
