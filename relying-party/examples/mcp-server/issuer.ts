import { createServer, type Server } from 'node:http';
import type { Clock } from '@keyturn/shared/clock';
import { createProvider } from 'keyturn';
import { listenOnLoopback } from '../signed-requests/listen.js';

/** An agent with its own credentials: no person logs in. */
export const agent = { clientId: 'agent', secret: 'of this example only' } as const;

/** A place for the issuer: its address is its name, and who it issues tokens for is known later. */
export async function reserveIssuer() {
  const server = createServer();
  return { server, ...(await listenOnLoopback(server)) };
}

/** The provider, with one client that may have tokens for these services, to read orders and no more. */
export async function openIssuer(server: Server, issuer: string, audiences: string[], clock: Clock) {
  const provider = await createProvider(
    {
      issuer,
      store: { kind: 'memory' },
      rotation: { series: [{ alg: 'RS256' }] },
      clients: [
        { clientId: agent.clientId, secrets: [`plain:${agent.secret}`], audiences, scopes: ['orders:read'] },
      ],
    },
    { clock, log: () => {} },
  );
  server.on('request', provider.callback());
  return provider;
}
