import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

/** The scope that each tool needs: a table, so that a tool without an entry cannot be called. */
export const toolScopes: ReadonlyMap<string, string> = new Map([
  ['list_orders', 'orders:read'],
  ['cancel_order', 'orders:write'],
]);

/** The tools, for whoever the token names. */
export function createOrderTools(subject: unknown): McpServer {
  const server = new McpServer({ name: 'orders', version: '1.0.0' });
  server.registerTool('list_orders', { description: 'The open orders' }, () =>
    say(`orders 7 and 8 of ${subject}`),
  );
  server.registerTool(
    'cancel_order',
    { description: 'Cancels an order', inputSchema: { id: z.number().int() } },
    ({ id }) => say(`order ${id} is cancelled`),
  );
  return server;
}

const say = (text: string) => ({ content: [{ type: 'text' as const, text }] });
