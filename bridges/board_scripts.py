"""The Lua that Redis runs for boards. Each script is atomic, and believes only what this run of the server was told.

A board is four keys: the sorted set, its players' versions, `meta` (run, version) and, while it is being rebuilt,
`building` (token, run, at) with a second set and versions beside them. `run` is the server's run id: a server that was
restarted, restored from its log, or took over from another has a new one, and its old boards count for nothing.
"""

_NOW = """
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function version_after(version)
  return string.format('%.0f', math.max((tonumber(version or 0) or 0) + 1, now))
end
"""

_KEEP = """
-- A board stops to count (its meta goes, at `expiry`) before its parts do. 0: it stays.
local function keep(set, versions, expiry)
  if expiry > 0 then
    redis.call('EXPIREAT', set, expiry + 3600)
    redis.call('EXPIREAT', versions, expiry + 3600)
  else
    redis.call('PERSIST', set)
    redis.call('PERSIST', versions)
  end
end
"""

_MERGE = """
-- Writes what is newer than what is there; a score of 0 leaves the version behind, so that nothing older comes back.
local function merge(set, versions, packed)
  local entries = cmsgpack.unpack(packed)
  local players, newer, scores = entries[1], entries[2], entries[3]
  local known = redis.call('HMGET', versions, unpack(players))
  local hset, zadd, zrem, changed = {}, {}, {}, {}
  for i = 1, #players do
    if newer[i] > tonumber(known[i] or -1) then
      local player, score = players[i], scores[i]
      hset[#hset + 1] = player
      hset[#hset + 1] = newer[i]
      changed[#changed + 1] = player
      if score > 0 then
        zadd[#zadd + 1] = score
        zadd[#zadd + 1] = player
      else
        zrem[#zrem + 1] = player
      end
    end
  end
  if #hset > 0 then redis.call('HSET', versions, unpack(hset)) end
  if #zadd > 0 then redis.call('ZADD', set, unpack(zadd)) end
  if #zrem > 0 then redis.call('ZREM', set, unpack(zrem)) end
  return changed
end
"""

WRITE = (
    _NOW
    + _KEEP
    + _MERGE
    + """
-- KEYS set, versions, meta, building, new set, new versions; ARGV board, channel, entries. 0: there is no such board.
local meta = redis.call('HMGET', KEYS[3], 'run', 'version', 'expiry')
if meta[1] ~= run then
  if redis.call('HGET', KEYS[4], 'run') ~= run then return 0 end
  merge(KEYS[5], KEYS[6], ARGV[3])
  return 1
end
local changed = merge(KEYS[1], KEYS[2], ARGV[3])
if #changed > 0 then
  local version = version_after(meta[2])
  redis.call('HSET', KEYS[3], 'version', version)
  keep(KEYS[1], KEYS[2], tonumber(meta[3]))
  redis.call('PUBLISH', ARGV[2], '{"board":"' .. ARGV[1] .. '","version":' .. version
    .. ',"players":["' .. table.concat(changed, '","') .. '"]}')
end
return 1
"""
)

CLAIM = (
    _NOW
    + """
-- KEYS meta, building, new set, new versions; ARGV token, lease in ms, force. 0: somebody else is at it.
-- From here on the board is not valid, and what is written goes into the new keys.
local building = redis.call('HMGET', KEYS[2], 'run', 'at')
if ARGV[3] == '0' and building[1] == run and now - tonumber(building[2]) < tonumber(ARGV[2]) then return 0 end
redis.call('HDEL', KEYS[1], 'run')
redis.call('UNLINK', KEYS[3], KEYS[4])
redis.call('HSET', KEYS[2], 'token', ARGV[1], 'run', run, 'at', now)
redis.call('EXPIRE', KEYS[2], 3600)
return 1
"""
)

_OURS = """
local building = redis.call('HMGET', KEYS[1], 'token', 'run')
if building[1] ~= ARGV[1] or building[2] ~= run then return 0 end
"""

FILL = (
    _NOW
    + _MERGE
    + "-- KEYS building, new set, new versions; ARGV token, entries. 0: the claim is lost."
    + _OURS
    + """
merge(KEYS[2], KEYS[3], ARGV[2])
redis.call('HSET', KEYS[1], 'at', now)
redis.call('EXPIRE', KEYS[2], 3600)
redis.call('EXPIRE', KEYS[3], 3600)
return 1
"""
)

FINISH = (
    _NOW
    + _KEEP
    + "-- KEYS building, new set, new versions, set, versions, meta; ARGV token, board, channel, expiry. 0: claim lost."
    + _OURS
    + """
redis.call('UNLINK', KEYS[1], KEYS[4], KEYS[5])
for i = 2, 3 do
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('RENAME', KEYS[i], KEYS[i + 2]) end
end
local version = version_after(redis.call('HGET', KEYS[6], 'version'))
redis.call('HSET', KEYS[6], 'run', run, 'version', version, 'expiry', ARGV[4])
if ARGV[4] == '0' then redis.call('PERSIST', KEYS[6]) else redis.call('EXPIREAT', KEYS[6], ARGV[4]) end
keep(KEYS[4], KEYS[5], tonumber(ARGV[4]))
redis.call('PUBLISH', ARGV[3], '{"board":"' .. ARGV[2] .. '","version":' .. version .. ',"players":[]}')
return 1
"""
)

READY = (
    _NOW
    + """
-- KEYS metas. 1 for each board that counts.
local ready = {}
for i = 1, #KEYS do
  ready[i] = redis.call('HGET', KEYS[i], 'run') == run and 1 or 0
end
return ready
"""
)

VIEW = """
-- KEYS set, meta; ARGV count, mode, score or '', player or '', players...; nil: the board does not count.
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
local meta = redis.call('HMGET', KEYS[2], 'run', 'version')
if meta[1] ~= run then return false end
local set, count = KEYS[1], tonumber(ARGV[1])

-- Lua compares strings by the locale, the sorted set by bytes.
local function below(a, b)
  for i = 1, #a do
    local x, y = a:byte(i), b:byte(i)
    if x ~= y then return y ~= nil and x < y end
  end
  return #a < #b
end

-- How many stand at or before a (score, player) that may have left its place since.
local function places_to(score, player)
  local low = redis.call('ZCOUNT', set, '(' .. score, '+inf')
  local high = low + redis.call('ZCOUNT', set, score, score)
  while low < high do
    local middle = math.floor((low + high) / 2)
    if below(redis.call('ZREVRANGE', set, middle, middle)[1], player) then high = middle else low = middle + 1 end
  end
  return low
end

local first = 0
if ARGV[2] == 'after' then first = places_to(ARGV[3], ARGV[4]) end
if ARGV[2] == 'around' then
  first = math.max((redis.call('ZREVRANK', set, ARGV[4]) or 0) - math.floor(count / 2), 0)
end
local places = {}
if count > 0 then places = redis.call('ZREVRANGE', set, first, first + count - 1, 'WITHSCORES') end
local mine = {}
for i = 5, #ARGV do
  local rank = redis.call('ZREVRANK', set, ARGV[i])
  if rank then
    mine[#mine + 1] = ARGV[i]
    mine[#mine + 1] = rank
    mine[#mine + 1] = redis.call('ZSCORE', set, ARGV[i])
  end
end
return {meta[2], first, places, mine}
"""
