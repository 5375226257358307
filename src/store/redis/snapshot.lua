-- Keeps a snapshot that is on the log's chain and newer than the one kept, then trims the log.
-- KEYS: log, snapshot. ARGV: position, seq, step, json, commits to keep, records to keep.
-- Answers 1 (kept) or 0 (not).

local seq, step = tonumber(ARGV[2]), tonumber(ARGV[3])
local id = ARGV[2] .. '-' .. ARGV[3]

local here = redis.call('XRANGE', KEYS[1], id, id)
local position
if here[1] then
  for i = 1, #here[1][2], 2 do
    if here[1][2][i] == 'position' then position = here[1][2][i + 1] end
  end
end
if position ~= ARGV[1] then return 0 end

local kept = redis.call('HMGET', KEYS[2], 'seq', 'step')
if kept[1] then
  local kept_seq, kept_step = tonumber(kept[1]), tonumber(kept[2])
  if kept_seq > seq or (kept_seq == seq and kept_step >= step) then return 0 end
end
redis.call('HSET', KEYS[2], 'position', ARGV[1], 'seq', ARGV[2], 'step', ARGV[3], 'json', ARGV[4])

local tail = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local newest_seq = tonumber(string.match(tail[1][1], '^(%d+)-'))
local first_kept = math.max(0, math.min(newest_seq - tonumber(ARGV[5]), seq))
redis.call('XTRIM', KEYS[1], 'MINID', string.format('%.0f-0', first_kept))
if redis.call('XLEN', KEYS[1]) > tonumber(ARGV[6]) then
  redis.call('XTRIM', KEYS[1], 'MINID', id)
end
return 1
