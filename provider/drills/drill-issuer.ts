import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Clock } from '@keyturn/shared/clock';
import { createProvider, type Provider } from '../create-provider.js';
import { listen } from '../http/server.js';
import type { LogEvent } from '../rotator/ring-context.js';
import type { EventOutcome, IssuedToken, KeySetRequest, ScenarioIssuer } from '../scenario/world.js';
import { HttpClient } from './http-client.js';

export const DRILL_AUDIENCE = 'https://drill.example';
const CLIENT_ID = 'drill';

/** What a test may do to the issuer under drill, so that a drill is seen to fail: a drill that cannot proves nothing. */
export type Sabotage = (handler: RequestListener) => RequestListener;

/**
 * An issuer of its own for one drill: the same code as any provider, the `drill` profile, keys in memory, on a free port of
 * loopback. Its ring ends with it, so no drill touches a ring that anyone relies on.
 */
export async function startDrillIssuer(
  clock: Clock,
  log: LogEvent,
  sabotage: Sabotage = (handler) => handler,
): Promise<ScenarioIssuer> {
  const requests: KeySetRequest[] = [];
  let handle: RequestListener = (_request, response) => response.writeHead(503).end();
  const listening = await listen(
    (request, response) => {
      if (request.url === '/jwks')
        requests.push({
          atSeconds: clock.nowSeconds(),
          noCache: request.headers['cache-control'] === 'no-cache',
        });
      return handle(request, response);
    },
    { host: '127.0.0.1', port: 0 },
    clock,
  );
  const issuer = `http://127.0.0.1:${listening.port}`;
  const secret = randomBytes(24).toString('base64url');
  const provider = await createDrillProvider(issuer, secret, clock, log);
  handle = sabotage(provider.callback());
  const client = new HttpClient();
  const authorization = `Basic ${Buffer.from(`${CLIENT_ID}:${secret}`).toString('base64')}`;
  return {
    issuer,
    issueToken: () => requestToken(client, issuer, authorization, clock),
    rotate: (series) => rotate(provider, series),
    async countPublished(series) {
      const { ring } = await provider.ring.servable();
      return ring.series.find(({ name }) => name === series)?.keys.length ?? 0;
    },
    keySetRequests: () => requests,
    async close() {
      client.close();
      await listening.close();
      await provider.close();
    },
  };
}

function createDrillProvider(issuer: string, secret: string, clock: Clock, log: LogEvent): Promise<Provider> {
  return createProvider(
    {
      issuer,
      store: { kind: 'memory' },
      // Turned by the scenario alone: a rotation by the schedule would be an event that nobody wrote down.
      rotation: { profile: 'drill', rotationIntervalSeconds: 3600, series: [{ alg: 'RS256' }] },
      clients: [{ clientId: CLIENT_ID, secrets: [`plain:${secret}`], audiences: [DRILL_AUDIENCE] }],
    },
    { clock, log },
  );
}

async function rotate(provider: Provider, series: string): Promise<EventOutcome> {
  const { outcome, guard } = await provider.ring.verbs.rotate(series, 'drill');
  return { outcome, rule: guard?.rule ?? null };
}

async function requestToken(
  client: HttpClient,
  issuer: string,
  authorization: string,
  clock: Clock,
): Promise<IssuedToken> {
  const issuedAtSeconds = clock.nowSeconds();
  const answer = await client.postForm(
    `${issuer}/token`,
    { grant_type: 'client_credentials' },
    authorization,
  );
  if (answer.status !== 200) throw new Error(`the token endpoint answered ${answer.status}`);
  const { access_token: token, expires_in: lifetimeSeconds } = JSON.parse(answer.body) as {
    access_token: string;
    expires_in: number;
  };
  const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')) as {
    kid: string;
  };
  return {
    token,
    kid: header.kid,
    issuedAtSeconds,
    expiresAtSeconds: Math.floor(issuedAtSeconds) + lifetimeSeconds,
  };
}
