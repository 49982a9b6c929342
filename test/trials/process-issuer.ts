import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@keyturn/shared/clock';
import type { SingleIssuerInput } from '../../provider/configuration/schema.js';
import { DRILL_AUDIENCE } from '../../provider/drills/drill-audience.js';
import { requestToken } from '../../provider/drills/drill-issuer.js';
import { HttpClient } from '../../provider/drills/http-client.js';
import type { ScenarioIssuer } from '../../provider/scenario/world.js';
import { findFreePort } from '../support/free-port.js';
import { initRing } from './provider-process.js';
import { openFront, type RoundRobinFront } from './round-robin-front.js';
import type { TrialRotation } from './trial-terms.js';

const CLIENTS = 3;
const cronCredential = randomBytes(24).toString('base64url');

/** An issuer whose ring outlives every process of it: where it lies, and how it is asked. */
export interface ProcessIssuer {
  readonly issuer: string;
  readonly folder: string;
  readonly file: string;
  readonly series: readonly string[];
  readonly cronAuthorization: string;
}

/** Writes a configuration and creates its ring. */
export async function createProcessIssuer(
  folder: string,
  store: Readonly<Record<string, unknown>>,
  rotation: TrialRotation,
  beside: Pick<SingleIssuerInput, 'preflight'> = {},
): Promise<ProcessIssuer & { readonly secret: string }> {
  const issuer = `http://127.0.0.1:${await findFreePort()}`;
  const secret = randomBytes(24).toString('base64url');
  const series = rotation.series.map(({ name }) => name);
  const configuration = {
    issuer,
    listen: { host: '127.0.0.1', port: 0, maxConnectionsPerAddress: 1000 },
    discovery: { openIdWithoutRs256: true },
    store,
    wrappingKeyFile: join(folder, 'wrapping-key'),
    rotation,
    ...beside,
    clients: Array.from({ length: CLIENTS }, (_, at) => ({
      clientId: `client-${at}`,
      secrets: [`plain:${secret}`],
      audiences: [DRILL_AUDIENCE],
      series: series[at % series.length],
    })),
    rateLimits: { tokenRequestsPerMinute: 100_000, cronRequestsPerMinute: 10_000 },
    cron: { credentials: [`plain:${cronCredential}`] },
  };
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'keyturn.config.json');
  await writeFile(file, JSON.stringify(configuration));
  await initRing(folder, file);
  return { issuer, folder, file, series, secret, cronAuthorization: `Bearer ${cronCredential}` };
}

/** What a scenario asks of an issuer, but for its events: over HTTP, by way of the front. */
export async function openProcessIssuer({
  issuer,
  secret,
}: Pick<ProcessIssuer, 'issuer'> & { readonly secret: string }): Promise<{
  readonly asked: Pick<
    ScenarioIssuer,
    'issuer' | 'issueToken' | 'publishedKeys' | 'keySetRequests' | 'revoke'
  >;
  readonly front: RoundRobinFront;
  close(): Promise<void>;
}> {
  const front = await openFront(Number(new URL(issuer).port));
  const http = new HttpClient();
  const authorizationOf = (client: number) =>
    `Basic ${Buffer.from(`client-${client % CLIENTS}:${secret}`).toString('base64')}`;
  return {
    front,
    asked: {
      issuer,
      issueToken: (client) => requestToken(http, issuer, authorizationOf(client), systemClock),
      async publishedKeys() {
        const { body } = await http.send(`${issuer}/jwks`, { method: 'GET' });
        const { keys } = JSON.parse(body) as { keys: { readonly kid: string }[] };
        return keys.map(({ kid }) => ({ kid, state: null }));
      },
      keySetRequests: () => front.keySetRequests,
      revoke: () => Promise.reject(new Error('nothing is revoked here')),
    },
    async close() {
      http.close();
      await front.close();
    },
  };
}
