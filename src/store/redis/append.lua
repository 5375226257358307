-- Appends commits behind their parent, or writes nothing.
-- KEYS: log, snapshot. ARGV: channel, parent, last position, then seven texts a commit:
-- stream id, type, position, parent, by, at_ms, body. Answers 1 (in) or 0 (conflict).

local function field(entry, name)
  for i = 1, #entry, 2 do
    if entry[i] == name then return entry[i + 1] end
  end
end

local newest
local tail = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
if tail[1] then
  newest = field(tail[1][2], 'position')
  if not newest then return redis.error_reply('FOREIGN an entry without a position') end
else
  newest = redis.call('HGET', KEYS[2], 'position') or '0-0000000000000000'
end

if newest == ARGV[3] then return 1 end
if newest ~= ARGV[2] then return 0 end

for i = 4, #ARGV, 7 do
  redis.call('XADD', KEYS[1], ARGV[i],
    'type', ARGV[i + 1], 'position', ARGV[i + 2], 'parent', ARGV[i + 3],
    'by', ARGV[i + 4], 'at_ms', ARGV[i + 5], 'body', ARGV[i + 6])
end
redis.call('PUBLISH', ARGV[1], 'log ' .. ARGV[3])
return 1
