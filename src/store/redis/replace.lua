-- Keeps a value in the place of another, if that is the one that is there.
-- KEYS: the secret's name. ARGV: what is expected, the value, ttl in milliseconds.

if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
