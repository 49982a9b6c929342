import { expect, test } from 'vitest';
import { tellStory } from '../../../relying-party/examples/mcp-server/story.js';

test('an agent finds its way to a guarded MCP server; other tokens and tools beyond its scope do not pass', async () => {
  const lines: string[] = [];
  const { called, refused } = await tellStory((line) => lines.push(line));
  expect(called).toEqual(['list_orders, cancel_order', 'orders 7 and 8 of agent']);
  expect(refused).toEqual({
    'no token': 401,
    'a token for another service': 401,
    'a tool beyond its scope': 403,
    'a tool that is not there': 403,
  });
  const told = lines.join('\n');
  expect(told).toMatch(
    /401: Bearer .*resource_metadata="http.*\/\.well-known\/oauth-protected-resource\/mcp"/,
  );
  expect(told).not.toMatch(/eyJ/);
});
