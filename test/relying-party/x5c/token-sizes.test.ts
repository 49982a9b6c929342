import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type SeriesAlgorithm, seriesAlgorithms } from '../../../provider/ring/key-ring.js';
import { signCompact } from '../../../provider/tokens/sign-compact.js';
import { createSignToken } from '../../../provider/tokens/sign-token.js';
import { chainMembers } from '../../../provider/tokens/sign-with-certificate.js';
import { mintedAtSeconds } from '../../support/minted-certificates.js';
import { mintIssuer, openMint } from '../../support/minted-x5c-tokens.js';

/** 165 bytes with what the issuer says. */
const claimsAt = (iat: number) => ({
  iss: mintIssuer,
  sub: 'client-1',
  aud: 'api.example',
  client_id: 'client-1',
  iat,
  exp: iat + 300,
  jti: 'pT0nUzS6dJ2wXq1',
  scope: 'api',
});

/** Bytes of one token for each path, as the provider writes them. */
async function measure(alg: SeriesAlgorithm): Promise<readonly number[]> {
  const { authority, upstreamFor } = await openMint(mintedAtSeconds);
  const held = await upstreamFor(alg).obtain(true);
  if (held === null) throw new TypeError('There is no certificate.');
  const ring = {
    issuer: mintIssuer,
    signing: async () => ({
      kid: held.thumbprint,
      alg,
      epoch: 1,
      signer: held.signer,
      maxTokenLifetimeSeconds: 300,
      nowSeconds: mintedAtSeconds,
    }),
  };
  const payload = claimsAt(mintedAtSeconds);
  const { token } = await createSignToken(ring as Parameters<typeof createSignToken>[0])({
    typ: 'at+jwt',
    claims: () => payload,
  });
  const root = new X509Certificate(await authority.rootsPem()).raw.toString('base64');
  const certificates = [...held.x5c, root];
  const certified = [1, 2, 3].map((count) => {
    const x5c = certificates.slice(0, count);
    const members = chainMembers({ x5c, thumbprint: held.thumbprint });
    return signCompact(held.signer, { alg, typ: 'at+jwt', ...members }, payload);
  });
  return [token, ...(await Promise.all(certified))].map(({ length }) => length);
}

const readme = readFileSync(new URL('../../../relying-party/x5c/README.md', import.meta.url), 'utf8');

test.each(seriesAlgorithms)('the table of sizes says what a token of %s takes', async (alg) => {
  const row = readme.split('\n').find((line) => line.startsWith(`| ${alg} |`)) ?? '';
  const written = row
    .split('|')
    .slice(2, 6)
    .map((cell) => Number(cell.replaceAll(',', '')));
  const measured = await measure(alg);
  // An ECDSA signature in DER is up to three octets shorter, in each certificate; base64 twice makes it five.
  const off = measured.map((bytes, at) => Math.abs(bytes - (written[at] ?? Number.NaN)));
  expect(
    off.every((bytes) => bytes <= 8 * 3),
    `measured ${measured}`,
  ).toBe(true);
});

test('the claims that are measured are 165 bytes', () => {
  expect(JSON.stringify(claimsAt(mintedAtSeconds))).toHaveLength(165);
});
