import { createHash, X509Certificate } from 'node:crypto';
import { Agent, request } from 'node:https';
import { createMtlsCheck } from '@keyturn/relying-party/mtls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mint, newKey, toPem } from '../../support/minted-certificates.js';
import { accessToken, makeKey, makeVerifier } from '../made-tokens.js';
import { type MtlsStand, mtlsStands } from './mtls-stands.js';

const key = makeKey('ES256');
const verifier = makeVerifier([key]);

function newClient(subject: string) {
  const minted = mint({
    subject,
    key: newKey(),
    notBeforeSeconds: 1_700_000_000,
    notAfterSeconds: 2_000_000_000,
  });
  const cert = toPem(minted.encoding);
  return {
    cert,
    key: minted.key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    thumbprint: createHash('sha256').update(new X509Certificate(cert).raw).digest('base64url'),
  };
}
const ours = newClient('ours');
const stranger = newClient('stranger');
const bound = accessToken(key, { cnf: { 'x5t#S256': ours.thumbprint } });

interface Sent {
  readonly token: string;
  readonly client?: typeof ours;
  readonly headers?: Record<string, string | string[]>;
  readonly agent?: Agent;
}

function send(port: number, { token, client, headers = {}, agent }: Sent): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const { cert, key: clientKey } = client ?? {};
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        rejectUnauthorized: false,
        headers: { authorization: `Bearer ${token}`, ...headers },
        ...(agent === undefined ? { agent: false } : { agent }),
        ...(cert === undefined ? {} : { cert, key: clientKey }),
      },
      (response) => {
        response.resume();
        response.on('end', () =>
          resolve([
            response.statusCode ?? 0,
            /error="(.*?)"/.exec(response.headers['www-authenticate'] ?? '')?.[1] ?? '',
          ]),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

describe.each(Object.entries(mtlsStands))('%s', (_name, start) => {
  let stand: MtlsStand;
  let behindProxy: MtlsStand;
  beforeAll(async () => {
    stand = await start({ verifier, mtls: createMtlsCheck() });
    const proxyHeader = { name: 'Client-Cert', format: 'rfc9440' } as const;
    behindProxy = await start({ verifier, mtls: createMtlsCheck({ proxyHeader }) });
  });
  afterAll(() => Promise.all([stand.close(), behindProxy.close()]));

  test('a bound token goes through on a connection with its certificate, and on no other', async () => {
    expect(await send(stand.port, { token: bound, client: ours })).toEqual([200, '']);
    expect(await send(stand.port, { token: bound, client: stranger })).toEqual([401, 'invalid_token']);
    expect(await send(stand.port, { token: bound })).toEqual([401, 'invalid_token']);
    expect(await send(stand.port, { token: accessToken(key), client: ours })).toEqual([401, 'invalid_token']);
  });

  test('a header claims no certificate unless the option names it', async () => {
    const headers = { 'client-cert': fieldOf(ours.cert) };
    expect(await send(stand.port, { token: bound, client: stranger, headers })).toEqual([
      401,
      'invalid_token',
    ]);
    expect(await send(stand.port, { token: bound, headers })).toEqual([401, 'invalid_token']);
  });

  test('behind a proxy the header alone counts, and comes once', async () => {
    const headers = { 'client-cert': fieldOf(ours.cert) };
    const token = bound;
    expect(await send(behindProxy.port, { token, client: stranger, headers })).toEqual([200, '']);
    expect(await send(behindProxy.port, { token, client: ours })).toEqual([401, 'invalid_token']);
    const twice = { 'client-cert': [fieldOf(stranger.cert), fieldOf(ours.cert)] };
    expect(await send(behindProxy.port, { token, headers: twice })).toEqual([401, 'invalid_token']);
  });
});

test('a session that is resumed shows the certificate of its first handshake', async () => {
  const stand = await (mtlsStands.express as NonNullable<(typeof mtlsStands)[string]>)({
    verifier,
    mtls: createMtlsCheck(),
  });
  // Sessions are kept, connections are not.
  const agent = new Agent({ keepAlive: false, maxCachedSessions: 4 });
  const client = ours;
  for (let connection = 0; connection < 3; connection++)
    expect(await send(stand.port, { token: bound, client, agent })).toEqual([200, '']);
  expect(await send(stand.port, { token: bound, client: stranger, agent })).toEqual([401, 'invalid_token']);
  agent.destroy();
  await stand.close();
});

/** RFC 9440 section 2.1. */
function fieldOf(pem: string): string {
  return `:${new X509Certificate(pem).raw.toString('base64')}:`;
}
