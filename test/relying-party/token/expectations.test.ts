import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { OptionRefusal } from '../../../relying-party/options/option-refusal.js';
import {
  accessClaims,
  allAlgorithms,
  compact,
  type MadeKey,
  makeKey,
  makeVerifier,
  refusalCode,
} from '../made-tokens.js';

const digests: Record<string, string> = {
  256: 'sha256',
  384: 'sha384',
  512: 'sha512',
  DSA: 'sha512',
  519: 'sha512',
};
const idToken = (key: MadeKey, changes: Record<string, unknown>) =>
  compact(key, { alg: key.alg, kid: key.jwk.kid }, accessClaims({ client_id: undefined, ...changes }));
const verifierOf = (key: MadeKey, platform: 'node' | 'web' = 'node') =>
  makeVerifier([key], { profile: 'idToken' }, platform);
const key = makeKey('ES256');

test('the nonce that was sent', async () => {
  const verifier = verifierOf(key);
  await expect(verifier.verify(idToken(key, { nonce: 'n' }), { nonce: 'n' })).resolves.toBeDefined();
  await expect(verifier.verify(idToken(key, { nonce: 'n' }))).resolves.toBeDefined();
  expect(await refusalCode(verifier.verify(idToken(key, { nonce: 'm' }), { nonce: 'n' }))).toBe(
    'claim_invalid',
  );
  expect(await refusalCode(verifier.verify(idToken(key, { nonce: ['n'] }), { nonce: 'n' }))).toBe(
    'claim_invalid',
  );
  expect(await refusalCode(verifier.verify(idToken(key, {}), { nonce: 'n' }))).toBe('claim_missing');
});

/** The example of OpenID Connect Core appendix A.3, whose algorithm is RS256. */
test('at_hash of the published example', async () => {
  const rsa = makeKey('RS256');
  const accessToken = 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y';
  const token = idToken(rsa, { at_hash: '77QmUPtjPfzWtF2AnpK9RQ' });
  await expect(verifierOf(rsa).verify(token, { accessToken })).resolves.toBeDefined();
});

test.each(allAlgorithms.flatMap((alg) => [[alg, 'node'] as const, [alg, 'web'] as const]))(
  'at_hash for %s on %s',
  async (alg, platform) => {
    const signer = makeKey(alg);
    const digest = createHash(digests[alg.slice(-3)] ?? '')
      .update('the token')
      .digest();
    const half = digest.subarray(0, digest.length / 2).toString('base64url');
    const verify = (at_hash: unknown) =>
      verifierOf(signer, platform).verify(idToken(signer, { at_hash }), { accessToken: 'the token' });
    await expect(verify(half)).resolves.toBeDefined();
    expect(await refusalCode(verify(digest.toString('base64url')))).toBe('claim_invalid');
    expect(await refusalCode(verify(1))).toBe('claim_invalid');
    expect(await refusalCode(verify(undefined))).toBe('claim_missing');
  },
);

test('a misspelt expectation does not silently check nothing', async () => {
  const misspelt = { nonse: 'n' } as { nonce?: string };
  const error = await verifierOf(key)
    .verify(idToken(key, {}), misspelt)
    .catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(OptionRefusal);
  expect(error).toMatchObject({ code: 'option_unknown', message: expect.stringContaining('"nonce"') });
});
