"""What Redis does in one step about a battle: a hash (run, life, seq, state, due, over), a list of events, a deadline.

`run` is the server's run id: what another run of it was told counts for nothing. A battle that is being rebuilt has a
life and no state: it cannot be changed, and nothing of it is confirmed. KEYS are battle, pending, due, seats in this
order.

The run id is asked for in every call: nothing else in a script tells one life of the server from another, and who was
frozen must not bring its own idea of it. Measured (Valkey 9): `INFO server` is 3.4 us of the server's time, finding the
id in it 0.2, of the 27 that the smallest of these scripts takes; a pattern in place of the plain text took 2.5 more.
"""

from bridges.seats import LEASE_MS

_RUN = """
local server, run = redis.call('INFO', 'server'), redis.call('HGET', KEYS[1], 'run')
if not (run and string.find(server, 'run_id:' .. run, 1, true)) then
  redis.call('DEL', KEYS[1], KEYS[2])
  run = string.match(server, 'run_id:(%w+)')
end
"""

_DUE = """
-- One whose last move is not confirmed is looked at soon: who made it may be dead, and nobody was told of it. So is
-- one that is over, lest its last events wait for ever.
local function due(deadline, battle)
  local soon = redis.call('TIME')[1] * 1000 + 2000
  if deadline == '' then
    redis.call('HDEL', KEYS[1], 'due')
    redis.call('HSET', KEYS[1], 'over', 1)
    redis.call('ZADD', KEYS[3], soon, battle)
  elseif redis.call('EXISTS', KEYS[2]) == 1 then
    redis.call('HSET', KEYS[1], 'due', deadline)
    redis.call('ZADD', KEYS[3], math.min(deadline, soon), battle)
  else
    redis.call('ZADD', KEYS[3], deadline, battle)
  end
end
"""

_SEATS = f"""
-- Those who are in it have some time to come, or to be renewed, before they are away.
local function seat(first)
  local ends = redis.call('TIME')[1] * 1000 + {LEASE_MS}
  for i = first, #ARGV do redis.call('ZADD', KEYS[4], ends, ARGV[i]) end
end
"""

PREPARE = f"""
{_RUN}
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'run', run, 'life', 1, 'seq', 0, 'state', ARGV[1])
  redis.call('EXPIRE', KEYS[1], ARGV[2])
end
"""
"""ARGV state, seconds to keep. Nothing happens to it before it is started."""

START = f"""
{_RUN}
{_DUE}
{_SEATS}
local found = redis.call('HMGET', KEYS[1], 'life', 'seq', 'state')
if found[1] ~= '1' or found[2] ~= '0' or not found[3] then return 0 end
redis.call('EXPIRE', KEYS[1], ARGV[3])
due(ARGV[1], ARGV[2])
seat(4)
return 1
"""
"""ARGV deadline, battle, seconds to keep, seats of those who play. Only what was prepared, and is as it was."""

PUT = f"""
{_RUN}
{_DUE}
{_SEATS}
local found = redis.call('HMGET', KEYS[1], 'life', 'state')
if found[1] ~= ARGV[1] or found[2] then return 0 end
redis.call('HSET', KEYS[1], 'seq', ARGV[2], 'state', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[6])
redis.call('RPUSH', KEYS[2], ARGV[7])
redis.call('EXPIRE', KEYS[2], ARGV[6])
due(ARGV[4], ARGV[5])
seat(8)
return 1
"""
"""ARGV life, seq, state, deadline or "", battle, seconds to keep, event, seats of those who are not away.

Only what is claimed in this life.
"""

LOAD = f"""
{_RUN}
local found = redis.call('HMGET', KEYS[1], 'life', 'seq', 'state')
if not found[3] then return false end
for _, event in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do found[#found + 1] = event end
return found
"""

SWAP = f"""
{_RUN}
{_DUE}
local found = redis.call('HMGET', KEYS[1], 'life', 'seq', 'state')
if not found[3] then return false end
for _, event in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do found[#found + 1] = event end
if found[1] == ARGV[1] and found[2] == ARGV[2] then
  redis.call('HSET', KEYS[1], 'seq', ARGV[2] + 1, 'state', ARGV[3])
  redis.call('RPUSH', KEYS[2], ARGV[4])
  redis.call('EXPIRE', KEYS[1], ARGV[7])
  redis.call('EXPIRE', KEYS[2], ARGV[7])
  due(ARGV[5], ARGV[6])
end
return found
"""
"""ARGV life, seq, new state, event, deadline or "", battle, seconds to keep. What was there before, changed or not."""

CONFIRM = f"""
{_RUN}
if redis.call('HGET', KEYS[1], 'life') ~= ARGV[1] or redis.call('HEXISTS', KEYS[1], 'state') == 0 then return 0 end
local dropped = 0
for i = 6, #ARGV do dropped = dropped + redis.call('LREM', KEYS[2], 1, ARGV[i]) end
local deadline = redis.call('HGET', KEYS[1], 'due')
if deadline and redis.call('EXISTS', KEYS[2]) == 0 then redis.call('ZADD', KEYS[3], deadline, ARGV[4]) end
if ARGV[3] ~= '' and (dropped > 0 or ARGV[5] == '') then redis.call('PUBLISH', ARGV[2], ARGV[3]) end
return 1
"""
"""ARGV life, channel, message or "", battle, 1 to tell only who drops an event, events.

Once all events are safe, nothing is due before the deadline.
"""

LEASE = """
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, battle in ipairs(due) do redis.call('ZADD', KEYS[1], ARGV[2], battle) end
return due
"""
"""KEYS due alone; ARGV now, until when the deadlines found are another process' to see, how many."""

CLAIM = f"""
{_RUN}
local life = redis.call('HGET', KEYS[1], 'life')
if life and tonumber(life) >= tonumber(ARGV[1]) then return 0 end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[1], 'run', run, 'life', ARGV[1], 'claimed', redis.call('TIME')[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
"""
"""ARGV life, seconds to keep."""

MISSING = f"""
{_RUN}
local found = redis.call('HMGET', KEYS[1], 'state', 'over', 'life', 'claimed')
if found[3] and tonumber(found[3]) < tonumber(ARGV[2]) then return 1 end
if not found[1] then
  return found[4] and redis.call('TIME')[1] - found[4] < tonumber(ARGV[3]) and 0 or 1
end
if not found[2] and not redis.call('ZSCORE', KEYS[3], ARGV[1]) then return 1 end
return 0
"""
"""ARGV battle, its life in Postgres or 0, seconds for which who has claimed it is left to rebuild it.

What goes on in an older life than Postgres has could never be settled: who claimed that one has died before it could
say so here.
"""

REST = f"""
{_RUN}
if redis.call('HEXISTS', KEYS[1], 'over') == 1 and redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('ZREM', KEYS[3], ARGV[1])
end
"""
"""ARGV battle."""
