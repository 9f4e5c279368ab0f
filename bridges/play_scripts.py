"""What Redis does in one step about a running session: a hash of its plan, times `d0`, `d1`, .. and `over`."""

REMEMBER = """
if ARGV[2] == '' and redis.call('EXISTS', KEYS[1]) == 0 then return false end
if ARGV[2] ~= '' then redis.call('HSETNX', KEYS[1], 'plan', ARGV[2]) end
local times = {}
for i = 3, #ARGV, 2 do
  local field, now = 'd' .. ARGV[i], redis.call('HGET', KEYS[1], 'd' .. ARGV[i])
  if not now or tonumber(ARGV[i + 1]) < tonumber(now) then
    redis.call('HSET', KEYS[1], field, ARGV[i + 1])
    now = ARGV[i + 1]
  end
  times[#times + 1] = tonumber(now)
end
redis.call('PEXPIREAT', KEYS[1], ARGV[1])
return times
"""
"""Keeps the least time of each question. ARGV: expiry in ms, the plan or "", then question and time in turn.
Without a plan it changes nothing unless the session is there; answers the times that hold now.
"""

LOOK = """
if redis.call('HEXISTS', KEYS[1], 'plan') == 0 then return false end
local fields = {'over'}
for no = 1, ARGV[1] do fields[no + 1] = 'd' .. (no - 1) end
local found = redis.call('HMGET', KEYS[1], unpack(fields))
if ARGV[2] then
  local place, later = ARGV[2] + 2, false
  for i = place + 1, #fields do later = later or found[i] end
  if (ARGV[4] == '1' or not later) and (not found[place] or tonumber(ARGV[3]) < tonumber(found[place])) then
    redis.call('HSET', KEYS[1], fields[place], ARGV[3])
    found[place] = ARGV[3]
  end
end
return found
"""
"""What a session whose plan is known looks like: whether it is over, and all times. ARGV: how many questions; with a
guess, its question, its time, and 1 if it is sure.
"""
