"""What Redis does in one step about tickets: hashes of those that wait and that are taken, and who has which.

A ticket is `since`, player, wish and the rest, a line each. One that is taken has two lines more before it: when that
was, and 1 if its player has asked to leave since. `due` is when nobody has renewed it for too long; its holders are
sockets, each with an end of its own. How a ticket ended is kept longer than one can live, so that nobody puts it back.
KEYS are tickets, taken, players, due, seen (when they were read last) in this order; times are Redis' own, in ms.
"""

LEASE_MS = 10_000
"""A ticket that no socket process renews ends after so long: longer than who is sent away by one that ends needs."""
UNSEEN_MS = 5_000
"""Where nobody has read them for so long, nobody could renew them either: all have the time of a lease anew."""
MOST_MS = 300_000
"""And any, however often it is renewed."""
HOLDER_MS = 10_000
"""A socket that its process speaks of no more holds no ticket."""
TAKEN_MS = 5_000
"""Who has taken a ticket for so long is dead: it waits again."""
JOINS, JOINS_S = 10, 10
"""So many joins of a player in so many seconds."""

_COMMON = f"""
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local LEASE, MOST, HOLDER, TAKEN = {LEASE_MS}, {MOST_MS}, {HOLDER_MS}, {TAKEN_MS}

-- With the last socket that holds it a ticket ends, even while it is taken.
local function is_held(id) return redis.call('EXISTS', 'queue:holders:' .. id) == 1 end

local function parse(ticket) return string.match(ticket, '^(%d+)\\n([^\\n]*)\\n([^\\n]*)\\n') end

local function finish(id, player, reason)
  redis.call('HDEL', KEYS[1], id)
  redis.call('HDEL', KEYS[2], id)
  redis.call('ZREM', KEYS[4], id)
  if redis.call('HGET', KEYS[3], player) == id then redis.call('HDEL', KEYS[3], player) end
  redis.call('DEL', 'queue:holders:' .. id)
  redis.call('SET', 'queue:ended:' .. id, reason, 'PX', 2 * MOST)
end

-- The ticket if it waits, as nobody is at it any more either; else 'taken', or nil.
local function waiting(id)
  local ticket = redis.call('HGET', KEYS[1], id)
  local taken = not ticket and redis.call('HGET', KEYS[2], id)
  if not taken then return ticket or nil end
  local at, left, ticket = string.match(taken, '^(%d+)\\n(%d)\\n(.*)$')
  if at + TAKEN > now then return 'taken' end
  if left == '1' or not is_held(id) then
    local _, player = parse(ticket)
    finish(id, player, 'cancelled')
    return nil
  end
  redis.call('HDEL', KEYS[2], id)
  redis.call('HSET', KEYS[1], id, ticket)
  return ticket
end

local function renew(id, since, ...)
  redis.call('ZADD', KEYS[4], math.min(now + LEASE, since + MOST), id)
  local holders = 'queue:holders:' .. id
  for _, holder in ipairs({{...}}) do redis.call('ZADD', holders, now + HOLDER, holder) end
  redis.call('PEXPIRE', holders, MOST)
end
"""

JOIN = f"""
{_COMMON}
local player, id, holder, wish, rest, replace = unpack(ARGV)
local joins = 'queue:joins:' .. player
if redis.call('INCR', joins) == 1 then redis.call('EXPIRE', joins, {JOINS_S}) end
if tonumber(redis.call('GET', joins)) > {JOINS} then return {{'many', '', now, now}} end
local old = redis.call('HGET', KEYS[3], player)
local ticket = old and waiting(old)
if ticket == 'taken' then return {{'taken', old, now, now}} end
if ticket then
  local since, _, wished = parse(ticket)
  if since + MOST <= now then
    finish(old, player, 'expired')
  elseif wished == wish then
    renew(old, since, holder)
    return {{'shared', old, tonumber(since), now}}
  elseif replace == '1' then
    finish(old, player, 'replaced')
  else
    return {{'other', old, now, now}}
  end
end
redis.call('HSET', KEYS[1], id, now .. '\\n' .. player .. '\\n' .. wish .. '\\n' .. rest)
redis.call('HSET', KEYS[3], player, id)
renew(id, now, holder)
return {{'new', id, now, now, ticket and old or ''}}
"""
"""ARGV player, ticket's id, socket, wish, the rest, 1 to replace a ticket with another wish. Answers what became of it,
the id of the ticket, since when it waits, the time now, and the ticket that was ended for it.
"""

RENEW = f"""
{_COMMON}
local id, player, since, wish, rest = unpack(ARGV)
local ended = redis.call('GET', 'queue:ended:' .. id)
if ended then return ended end
if since + MOST <= now then
  finish(id, player, 'expired')
  return 'expired'
end
local ticket = waiting(id)
if ticket == 'taken' then return 'taken' end
if not ticket then
  ended = redis.call('GET', 'queue:ended:' .. id)
  if ended then return ended end
  local other = redis.call('HGET', KEYS[3], player)
  if other and other ~= id then return 'replaced' end
  redis.call('HSET', KEYS[1], id, since .. '\\n' .. player .. '\\n' .. wish .. '\\n' .. rest)
  redis.call('HSET', KEYS[3], player, id)
end
renew(id, since, unpack(ARGV, 6))
return 'waiting'
"""
"""ARGV ticket's id, player, since, wish, the rest, its sockets. One that Redis has lost is put back. Answers `waiting`,
`taken`, or how it ended.
"""

LEAVE = f"""
{_COMMON}
local player, id = unpack(ARGV)
local held = redis.call('HGET', KEYS[3], player)
if id == '' then id = held or '' end
if id ~= '' and id == held then
  local ticket = waiting(id)
  if ticket == 'taken' then
    local taken = redis.call('HGET', KEYS[2], id)
    redis.call('HSET', KEYS[2], id, (string.gsub(taken, '^(%d+)\\n0', '%1\\n1')))
    return {{'matched', id}}
  end
  if ticket then
    finish(id, player, 'cancelled')
    return {{'left', id}}
  end
end
return {{redis.call('GET', 'queue:ended:' .. id) or 'none', id}}
"""
"""ARGV player, ticket's id or "". Answers `left`; `matched` where it is too late; else how it had ended, or `none`."""

RELEASE = f"""
{_COMMON}
local player, id, holder = unpack(ARGV)
local holders = 'queue:holders:' .. id
redis.call('ZREM', holders, holder)
redis.call('ZREMRANGEBYSCORE', holders, '-inf', now)
if not is_held(id) and redis.call('HEXISTS', KEYS[1], id) == 1 then
  finish(id, player, 'cancelled')
end
"""
"""ARGV player, ticket's id, a socket that has closed: without any the ticket ends, at once or when it is put back."""

TAKE = f"""
{_COMMON}
local done = {{}}
for pair = 1, #ARGV, 2 do
  local both = redis.call('HMGET', KEYS[1], ARGV[pair], ARGV[pair + 1])
  done[#done + 1] = both[1] and both[2] and 1 or 0
  if both[1] and both[2] then
    for n = 0, 1 do
      redis.call('HDEL', KEYS[1], ARGV[pair + n])
      redis.call('HSET', KEYS[2], ARGV[pair + n], now .. '\\n0\\n' .. both[n + 1])
    end
  end
end
return done
"""
"""ARGV ids, two and two (or the same twice): both must wait. Answers 1 for each pair that is taken now."""

DONE = f"""
{_COMMON}
for n = 1, #ARGV, 3 do finish(ARGV[n], ARGV[n + 1], ARGV[n + 2]) end
"""
"""ARGV id, player, reason of tickets that have come to an end."""

PUT_BACK = f"""
{_COMMON}
local gone = {{}}
for _, id in ipairs(ARGV) do
  local taken = redis.call('HGET', KEYS[2], id)
  if taken then
    local left, ticket = string.match(taken, '^%d+\\n(%d)\\n(.*)$')
    redis.call('HDEL', KEYS[2], id)
    if left == '0' and is_held(id) then
      redis.call('HSET', KEYS[1], id, ticket)
    else
      local _, player = parse(ticket)
      finish(id, player, 'cancelled')
      gone[#gone + 1] = id
    end
  end
end
return gone
"""
"""ARGV ids of taken tickets that came to nothing.

Answers those that are not back: their players had asked to leave, or have no socket any more that holds them.
"""

READ = f"""
{_COMMON}
local expired = {{}}
local seen, spared = unpack(redis.call('HMGET', KEYS[5], 'at', 'spared'))
if seen and now - seen > {UNSEEN_MS} then spared = now + LEASE end
redis.call('HSET', KEYS[5], 'at', now, 'spared', spared or 0)
local until_ms = tonumber(spared or 0) > now and '-inf' or now
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', until_ms, 'LIMIT', 0, 1000)) do
  local ticket = waiting(id)
  if ticket == 'taken' then
    redis.call('ZADD', KEYS[4], now + TAKEN, id)
  elseif ticket then
    local _, player = parse(ticket)
    finish(id, player, 'expired')
    expired[#expired + 1] = id
    expired[#expired + 1] = player
  end
end
return {{now, redis.call('HKEYS', KEYS[1]), expired}}
"""
"""Answers the time, the ids of those that wait, and the ids and players of those whose time is over."""
