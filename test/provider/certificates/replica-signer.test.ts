import { createVerifier, type Verifier } from '@keyturn/relying-party';
import { type X5cOptions, x5c } from '@keyturn/relying-party/x5c';
import { expect, test } from 'vitest';
import type { CertificateUpstream } from '../../../provider/certificates/certificate-upstream.js';
import {
  createReplicaSigner,
  type ReplicaSignerOptions,
} from '../../../provider/certificates/replica-signer.js';
import { seriesAlgorithms } from '../../../provider/ring/key-ring.js';
import type { TokenRequest } from '../../../provider/tokens/sign-token.js';
import { type CertificateStand, standIssuer, standTerms, startStand } from './certificate-stand.js';

const request: TokenRequest = {
  typ: 'at+jwt',
  trustPath: 'x5c',
  claims: ({ issuer, issuedAtSeconds, expiresAtSeconds }) => ({
    iss: issuer,
    sub: 'somebody',
    aud: 'api',
    client_id: 'somebody',
    jti: 'one',
    iat: issuedAtSeconds,
    exp: expiresAtSeconds,
  }),
};

async function makeVerifier(
  { authority, clock }: CertificateStand,
  options: X5cOptions = {},
): Promise<Verifier> {
  return createVerifier({
    clock,
    trustPaths: [x5c()],
    issuers: [
      {
        issuer: standIssuer,
        audience: 'api',
        trustPath: 'x5c',
        x5c: { anchorsPem: await authority.rootsPem(), requireThumbprint: true, ...options },
      },
    ],
  });
}

function makeSigner(stand: CertificateStand, changes: Partial<ReplicaSignerOptions> = {}) {
  return createReplicaSigner({
    issuer: standIssuer,
    upstream: stand.upstream(),
    terms: standTerms,
    clock: stand.clock,
    draw: () => 0,
    ...changes,
  });
}

const headerOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

test.each(seriesAlgorithms)('a token of %s verifies with nothing but the root', async (alg) => {
  const stand = await startStand();
  const signer = makeSigner(stand, { upstream: stand.upstream(alg) });
  const { token, expiresInSeconds } = await signer.sign(request);
  const verified = await (await makeVerifier(stand)).verify(token);
  expect(verified.claims.sub).toBe('somebody');
  expect(expiresInSeconds).toBe(60);
  const header = headerOf(token);
  expect(Object.keys(header).sort()).toEqual(['alg', 'typ', 'x5c', 'x5t#S256']);
  expect(header.x5c).toHaveLength(2);
  const root = Buffer.from((await stand.authority.rootsPem()).replace(/-----[^-]+-----|\s/g, ''), 'base64');
  expect(header.x5c).not.toContain(root.toString('base64'));
});

test('a token is good in its last second, whatever becomes of its certificate, and its certificate outlives it', async () => {
  const stand = await startStand();
  const verifier = await makeVerifier(stand);
  const signer = makeSigner(stand);
  const accepted: number[] = [];
  for (let minute = 0; minute < 30; minute++) {
    const { token } = await signer.sign(request);
    await stand.clock.advanceSeconds(59);
    accepted.push(Number((await verifier.verify(token)).claims.iat));
  }
  expect(new Set(accepted).size).toBe(30);
});

/** An upstream whose keys and certificates, which take real time to make, can be waited for. */
function awaited(upstream: CertificateUpstream) {
  let asked = 0;
  const obtain = (isDue: boolean) => {
    asked += 1;
    return upstream.obtain(isDue).finally(() => {
      asked -= 1;
    });
  };
  const settle = async () => {
    do await new Promise<void>((resolve) => setImmediate(resolve));
    while (asked > 0);
  };
  return { settle, upstream: { obtain } };
}

test('the certificate turns ahead of its end, and the key with it', async () => {
  const stand = await startStand();
  const { settle, upstream } = awaited(stand.upstream());
  const signer = makeSigner(stand, { upstream });
  const seen = new Set<string>();
  for (let step = 0; step < 60; step++) {
    seen.add(headerOf((await signer.sign(request)).token)['x5t#S256']);
    await stand.clock.advanceSeconds(10);
    await settle();
  }
  // Five minutes of life from half of which on it is renewed: four turns in ten minutes.
  expect(seen.size).toBeGreaterThanOrEqual(4);
  expect(seen.size).toBeLessThanOrEqual(6);
});

/** An upstream that can be switched off. */
function switched(upstream: CertificateUpstream) {
  const state = { isUp: true, asked: 0 };
  const obtain = async (isDue: boolean) => {
    state.asked += 1;
    if (!state.isUp) throw new Error('the CA is away');
    return upstream.obtain(isDue);
  };
  return { state, upstream: { obtain } };
}

test('without its upstream it signs as long as a whole token fits, then refuses, then recovers', async () => {
  const stand = await startStand();
  const { state, upstream } = switched(stand.upstream());
  const signer = makeSigner(stand, { upstream });
  await signer.sign(request);
  state.isUp = false;
  // X2: 300 s of life, less T = 60, lambda = 5 and D = 2.
  await stand.clock.advanceSeconds(233);
  const { token } = await signer.sign(request);
  expect(claimsOf(token).exp - claimsOf(token).iat).toBe(60);
  await stand.clock.advanceSeconds(1);
  await expect(signer.sign(request)).rejects.toMatchObject({ code: 'signing_unavailable', status: 503 });
  expect(signer.health()).toMatchObject({ maySign: false });
  expect(signer.health().consecutiveFailures).toBeGreaterThan(3);
  state.isUp = true;
  await stand.clock.advanceSeconds(61);
  expect((await signer.sign(request)).expiresInSeconds).toBe(60);
  expect(signer.health()).toMatchObject({ maySign: true, consecutiveFailures: 0 });
});

test('an upstream that is away is not hammered', async () => {
  const stand = await startStand();
  const { state, upstream } = switched(stand.upstream());
  const signer = makeSigner(stand, { upstream });
  await signer.sign(request);
  state.isUp = false;
  await stand.clock.advanceSeconds(150);
  const before = state.asked;
  await stand.clock.advanceSeconds(600);
  expect(state.asked - before).toBeLessThan(25);
});

test('a lifetime is cut only by name, and never beyond what X2 allows', async () => {
  const stand = await startStand();
  const { state, upstream } = switched(stand.upstream());
  const signer = makeSigner(stand, { upstream, leastTokenLifetimeSeconds: 10 });
  await signer.sign(request);
  state.isUp = false;
  await stand.clock.advanceSeconds(263);
  expect((await signer.sign(request)).expiresInSeconds).toBe(30);
  await stand.clock.advanceSeconds(21);
  await expect(signer.sign(request)).rejects.toMatchObject({ code: 'signing_unavailable' });
});

test('a certificate that has only just begun waits for the slowest clock (X1)', async () => {
  const stand = await startStand();
  const late = { obtain: (isDue: boolean) => stand.upstream().obtain(isDue) };
  const signer = makeSigner(stand, { upstream: late, terms: { ...standTerms, maxClockOffsetSeconds: 5 } });
  await expect(signer.sign(request)).rejects.toMatchObject({ code: 'signing_unavailable' });
  await stand.clock.advanceSeconds(1);
  expect((await signer.sign(request)).expiresInSeconds).toBe(60);
});

test.each([
  ['of the general type', { typ: 'JWT' }],
  ['with a nonce', { claims: () => ({ nonce: 'n' }) }],
  ['with at_hash', { typ: 'application/jwt', claims: () => ({ at_hash: 'h' }) }],
])('an ID token %s gets no x5c', async (_, changes) => {
  const signer = makeSigner(await startStand());
  await expect(signer.sign({ ...request, ...changes })).rejects.toMatchObject({ code: 'id_token_refused' });
});

test('a token over the limit of common servers is warned of, without itself', async () => {
  const stand = await startStand();
  const lines: [string, string, Readonly<Record<string, unknown>>][] = [];
  const signer = makeSigner(stand, { log: (...line) => lines.push(line) });
  const long = 'x'.repeat(6000);
  const { token } = await signer.sign({ ...request, claims: () => ({ iss: standIssuer, long }) });
  await signer.sign(request);
  const warned = lines.filter(([level]) => level === 'warn');
  expect(warned).toEqual([
    [
      'warn',
      'token.large',
      { tokenBytes: token.length, warnTokenBytes: 8192, typ: 'at+jwt', trustPath: 'x5c' },
    ],
  ]);
});

test('a token with two certificates of P-256 stays near two kilobytes', async () => {
  const { token } = await makeSigner(await startStand()).sign(request);
  expect(token.length).toBeGreaterThan(1500);
  expect(token.length).toBeLessThan(2300);
});
