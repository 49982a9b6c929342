/**
 * Compare-and-swap: KEYS the ring; ARGV the SHA-1 of what must stand there (nothing: no text), what shall, the latest
 * second (no text: any). A digest tells texts apart that a server of ours wrote; nobody chooses them.
 */
export const swapScript = `
local current = redis.call('GET', KEYS[1])
if (current and redis.sha1hex(current) or '') ~= ARGV[1] then return 0 end
if ARGV[3] ~= '' then
  local now = redis.call('TIME')
  if tonumber(now[1]) + tonumber(now[2]) / 1000000 > tonumber(ARGV[3]) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[2])
return 1
`;

/** KEYS which ids there are, and the lines in the order in which they came; ARGV id and line in turn. */
export const appendScript = `
for at = 1, #ARGV, 2 do
  if redis.call('SADD', KEYS[1], ARGV[at]) == 1 then redis.call('RPUSH', KEYS[2], ARGV[at + 1]) end
end
return 1
`;
