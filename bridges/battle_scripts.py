"""What Redis does in one step about a battle: a hash of run, life, seq, state and `over`; a list of events; a deadline.

`run` is the server's run id: what another run of it was told counts for nothing. A battle that is being rebuilt has a
life and no state: it cannot be changed, and nothing of it is confirmed. KEYS are battle, pending, due in this order.
"""

_RUN = """
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
if redis.call('HGET', KEYS[1], 'run') ~= run then redis.call('DEL', KEYS[1], KEYS[2]) end
"""

_DUE = """
-- One that is over is looked at once more, lest its last events wait for ever.
local function due(deadline, battle)
  if deadline == '' then
    local time = redis.call('TIME')
    redis.call('HSET', KEYS[1], 'over', 1)
    redis.call('ZADD', KEYS[3], time[1] * 1000 + 2000, battle)
  else
    redis.call('ZADD', KEYS[3], deadline, battle)
  end
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
local found = redis.call('HMGET', KEYS[1], 'life', 'seq', 'state')
if found[1] ~= '1' or found[2] ~= '0' or not found[3] then return 0 end
redis.call('EXPIRE', KEYS[1], ARGV[3])
due(ARGV[1], ARGV[2])
return 1
"""
"""ARGV deadline, battle, seconds to keep. Only what was prepared, and is as it was."""

PUT = f"""
{_RUN}
{_DUE}
local found = redis.call('HMGET', KEYS[1], 'life', 'state')
if found[1] ~= ARGV[1] or found[2] then return 0 end
redis.call('HSET', KEYS[1], 'seq', ARGV[2], 'state', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[6])
redis.call('RPUSH', KEYS[2], ARGV[7])
redis.call('EXPIRE', KEYS[2], ARGV[6])
due(ARGV[4], ARGV[5])
return 1
"""
"""ARGV life, seq, state, deadline or "", battle, seconds to keep, event. Only what is claimed in this life."""

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
for i = 4, #ARGV do redis.call('LREM', KEYS[2], 1, ARGV[i]) end
if ARGV[3] ~= '' then redis.call('PUBLISH', ARGV[2], ARGV[3]) end
return 1
"""
"""ARGV life, channel, message or "", events."""

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
redis.call('HSET', KEYS[1], 'run', run, 'life', ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
"""
"""ARGV life, seconds to keep."""

MISSING = f"""
{_RUN}
local found = redis.call('HMGET', KEYS[1], 'state', 'over')
if not found[1] then return 1 end
if not found[2] and not redis.call('ZSCORE', KEYS[3], ARGV[1]) then return 1 end
return 0
"""
"""ARGV battle."""

REST = f"""
{_RUN}
if redis.call('HEXISTS', KEYS[1], 'over') == 1 and redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('ZREM', KEYS[3], ARGV[1])
end
"""
"""ARGV battle."""
