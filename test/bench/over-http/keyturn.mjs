import { randomBytes } from 'node:crypto';
import { createProvider } from 'keyturn';
import { formatStoredSecret, hashGeneratedSecret } from '../../../provider/dist/oauth/stored-secret.js';
import { audience, clientId, clientSecret, issuer, scope, tokenLifetimeSeconds } from './shared-terms.mjs';

/** The provider as it ships, every check and its log on; the secret is stored as `keyturn secret` would. */
export async function serveKeyturn({ algorithms }) {
  const wrappingKey = randomBytes(32);
  const provider = await createProvider({
    issuer,
    store: { kind: 'memory' },
    wrappingKey: wrappingKey.toString('base64url'),
    rotation: { series: algorithms.map((alg) => ({ alg })) },
    discovery: { openIdWithoutRs256: true },
    clients: [
      {
        clientId,
        secrets: [formatStoredSecret(hashGeneratedSecret(clientSecret, wrappingKey))],
        audiences: [audience],
        scopes: [scope],
        tokenLifetimeSeconds,
      },
    ],
    rateLimits: { tokenRequestsPerMinute: 100_000_000 },
  });
  const { port } = await provider.listen({ host: '127.0.0.1', port: 0 });
  return { port };
}
