-- Says who is in a nest by way of one process, and forgets processes that fell silent.
-- KEYS: here. ARGV: channel, process, ttl in milliseconds, people as JSON.

local time = redis.call('TIME')
local now_ms = time[1] * 1000 + math.floor(time[2] / 1000)
local until_ms = string.format('%.0f', now_ms + tonumber(ARGV[3]))

local before = redis.call('HGET', KEYS[1], ARGV[2])
redis.call('HSET', KEYS[1], ARGV[2], until_ms .. ' ' .. ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[3])

local is_news = not before or string.match(before, '^%d+ (.*)$') ~= ARGV[4]
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if tonumber(string.match(all[i + 1], '^(%d+) ') or 0) <= now_ms then
    redis.call('HDEL', KEYS[1], all[i])
    is_news = true
  end
end
if is_news then redis.call('PUBLISH', ARGV[1], 'here ' .. ARGV[2]) end
return 1
