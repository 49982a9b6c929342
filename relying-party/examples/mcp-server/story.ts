import { type Clock, systemClock } from '@keyturn/shared/clock';
import { connectClient } from './client.js';
import { agent, openIssuer, reserveIssuer } from './issuer.js';
import { startMcpServer } from './server.js';

const otherService = 'https://invoices.example';

/** What came of the story. */
export interface StoryEnd {
  /** What the tools said. */
  readonly called: readonly string[];
  /** Statuses of what must not pass, by what it is. */
  readonly refused: Readonly<Record<string, number>>;
}

/** An issuer, an MCP server that it guards, an agent that finds its way; and what must not pass. */
export async function tellStory(say: (line: string) => void, clock: Clock = systemClock): Promise<StoryEnd> {
  const place = await reserveIssuer();
  const server = await startMcpServer(place.url);
  const provider = await openIssuer(place.server, place.url, [server.url, otherService], clock);
  try {
    say('An agent that knows nothing but the address of the MCP server connects.');
    const { client, token } = await connectClient(server.url, place.url, say);
    const { tools } = await client.listTools();
    const listed = await client.callTool({ name: 'list_orders' });
    const called = [tools.map(({ name }) => name).join(', '), textOf(listed)];
    for (const line of called) say(`  ${line}`);
    await client.close();

    say('What must not pass:');
    const refused = {
      'no token': await call(server.url, undefined, 'list_orders'),
      'a token for another service': await call(server.url, await otherToken(place.url), 'list_orders'),
      'a tool beyond its scope': await call(server.url, token(), 'cancel_order'),
      'a tool that is not there': await call(server.url, token(), 'delete_everything'),
    };
    for (const [what, status] of Object.entries(refused)) say(`  ${what}: ${status}`);
    return { called, refused };
  } finally {
    await server.close();
    await place.close();
    await provider.close();
  }
}

const textOf = ({ content }: Readonly<Record<string, unknown>>): string =>
  (content as { text: string }[]).map(({ text }) => text).join(' ');

async function call(url: string, token: string | undefined, name: string): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name, arguments: { id: 7 } },
    }),
  });
  await response.body?.cancel();
  return response.status;
}

/** Good, of the same issuer, for the same agent: only not for this server. */
async function otherToken(issuer: string): Promise<string> {
  const basic = btoa(`${agent.clientId}:${encodeURIComponent(agent.secret)}`);
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: otherService }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
