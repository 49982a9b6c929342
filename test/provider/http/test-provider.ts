import { request } from 'node:http';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import type { ConfigurationInput, Provider, ProviderParts, SingleIssuerInput } from 'keyturn';
import { createLog, createProvider } from 'keyturn';
import { expect, onTestFinished } from 'vitest';
import { formatStoredSecret, hashGeneratedSecret } from '../../../provider/oauth/stored-secret.js';
import { findLeaks, handedOut, type Seen } from './seen.js';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON. */
  readonly json: Record<string, unknown>;
}

export interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array;
}

export interface TestProvider {
  readonly provider: Provider;
  readonly clock: VirtualClock;
  readonly port: number;
  readonly seen: Seen;
  call(path: string, options?: CallOptions): Promise<Answer>;
}

export const START_SECONDS = 1_800_000_000;

const wrappingKey = Buffer.alloc(32, 7);

/** The stored form that costs no scrypt. */
export const stored = (secret: string) => formatStoredSecret(hashGeneratedSecret(secret, wrappingKey));

/** Small and quick: elliptic keys, a ring in memory, a clock that moves when told to. */
export const testConfiguration: SingleIssuerInput = {
  issuer: 'http://localhost:4000',
  store: { kind: 'memory' },
  wrappingKey: wrappingKey.toString('base64url'),
  rotation: { profile: 'dev', series: [{ alg: 'ES256' }] },
  discovery: { openIdWithoutRs256: true },
  clients: [
    {
      clientId: 'reader & co',
      secrets: [stored(handedOut.clientSecret)],
      audiences: ['https://api.example', 'https://other.example'],
      scopes: ['read', 'write'],
    },
  ],
  cron: { credentials: [stored(handedOut.cronCredential)], schedule: false },
  admin: { callers: [{ name: 'alice', credentials: [stored(handedOut.adminCredential)] }] },
};

/** A provider that listens, and that is checked for leaks when the test is over. */
export function startTestProvider(
  overrides: Partial<SingleIssuerInput> = {},
  parts: ProviderParts = {},
): Promise<TestProvider> {
  return startProvider({ ...testConfiguration, ...overrides }, parts);
}

/** The same of any configuration. */
export async function startProvider(
  configuration: ConfigurationInput,
  parts: ProviderParts = {},
): Promise<TestProvider> {
  const seen: Seen = { bodies: [], logLines: [] };
  const clock = new VirtualClock(START_SECONDS);
  const log = createLog({ level: 'debug', destination: { write: (line) => seen.logLines.push(line) } });
  const drills = { 'planned-rotation': async () => ({ verdict: 'pass' }) };
  const provider = await createProvider(configuration, { clock, log, drills, ...parts });
  const { port } = await provider.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await provider.close();
    expect(findLeaks(seen)).toEqual([]);
  });
  const call = async (path: string, options: CallOptions = {}) => {
    const answer = await sendRequest(port, path, options);
    seen.bodies.push(answer.text);
    return answer;
  };
  return { provider, clock, port, seen, call };
}

/** One request over a connection of its own, headers and path exactly as given. */
export function sendRequest(port: number, path: string, options: CallOptions = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          get json() {
            return JSON.parse(text);
          },
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export const basicAuthorization = (clientId: string, secret: string): string => {
  const encode = (text: string) => new URLSearchParams({ v: text }).toString().slice(2);
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(secret)}`).toString('base64')}`;
};

/** A token request of the test client, with further parameters and headers over it. */
export const tokenRequest = (
  parameters: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): CallOptions => ({
  method: 'POST',
  headers: {
    authorization: basicAuthorization('reader & co', handedOut.clientSecret),
    'content-type': 'application/x-www-form-urlencoded',
    ...headers,
  },
  body: new URLSearchParams({ grant_type: 'client_credentials', ...parameters }).toString(),
});

/** A cron request with the credential of the tests. */
export const cronRequest = (headers: Readonly<Record<string, string>> = {}, body?: string): CallOptions => ({
  method: 'POST',
  headers: { authorization: `Bearer ${handedOut.cronCredential}`, ...headers },
  ...(body === undefined ? {} : { body }),
});

/** A request to `/admin` with the credential of the tests: a verb where it has a body, else a look. */
export const adminRequest = (body?: object, headers: Readonly<Record<string, string>> = {}): CallOptions => ({
  method: body === undefined ? 'GET' : 'POST',
  headers: {
    authorization: `Bearer ${handedOut.adminCredential}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});
