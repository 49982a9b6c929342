import { createServer } from 'node:http';
import type { Clock } from '@keyturn/shared/clock';
import { createProvider } from 'keyturn';
import { listenOnLoopback } from './listen.js';

export const audience = 'https://orders.example';
export const client = { clientId: 'phone-7', secret: 'of this example only' } as const;

/** An issuer of inner JWTs. The durations are those of drills: its keys can turn after seven seconds. */
export async function startIssuer(clock: Clock) {
  const server = createServer();
  const { url: issuer, close } = await listenOnLoopback(server);
  const provider = await createProvider(
    {
      issuer,
      store: { kind: 'memory' },
      rotation: {
        profile: 'drill',
        rotationIntervalSeconds: 3600,
        series: [{ alg: 'RS256' }, { alg: 'ES256', name: 'inners' }],
      },
      inners: { series: 'inners' },
      clients: [
        {
          clientId: client.clientId,
          secrets: [`plain:${client.secret}`],
          audiences: [audience],
          scopes: ['orders'],
          inners: true,
        },
      ],
    },
    { clock, log: () => {} },
  );
  server.on('request', provider.callback());
  return {
    issuer,
    /** The key that signs inners turns: refused until every service has had time to read the next one. */
    async turnKey(): Promise<'turned' | 'refused'> {
      const { outcome } = await provider.issuer().ring.verbs.rotate('inners', 'example');
      return outcome === 'done' ? 'turned' : 'refused';
    },
    async close() {
      await close();
      await provider.close();
    },
  };
}
