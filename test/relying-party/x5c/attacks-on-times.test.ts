import { expect, test } from 'vitest';
import {
  type CertificatePlan,
  mintAuthority,
  mintedAtSeconds,
  mintLeaf,
} from '../../support/minted-certificates.js';
import { refusalCode } from '../made-tokens.js';
import { certifiedToken, makeCertifiedVerifier } from './certified-tokens.js';

const root = mintAuthority('Root');
const intermediate = mintAuthority('Intermediate', root);

/** A token of long ago, so that only the certificates are asked for their time. */
const agelessClaims = { iat: mintedAtSeconds - 80_000, exp: mintedAtSeconds + 80_000 };

test.each<[string, (life: Partial<CertificatePlan>) => string]>([
  [
    'the leaf',
    (life) => {
      const own = mintLeaf(intermediate, life);
      return certifiedToken({ leaf: own, chain: [own, intermediate], claims: agelessClaims });
    },
  ],
  [
    'the intermediate',
    (life) => {
      const own = mintAuthority('Brief', root, life);
      const below = mintLeaf(own);
      return certifiedToken({ leaf: below, chain: [below, own], claims: agelessClaims });
    },
  ],
])(
  '%s holds from its first second to its last, by the clock and not by iat (x5c-11)',
  async (_name, token) => {
    const lenient = makeCertifiedVerifier([root], {
      allowTokenOutlivingCertificate: true,
      allowTokenPrecedingCertificate: true,
    });
    const code = (life: Partial<CertificatePlan>) => refusalCode(lenient.verify(token(life)));
    const accepts = async (life: Partial<CertificatePlan>) => (await lenient.verify(token(life))).trustPath;
    expect(await accepts({ notAfterSeconds: mintedAtSeconds })).toBe('x5c');
    expect(await code({ notAfterSeconds: mintedAtSeconds - 1 })).toBe('x5c_expired');
    expect(await accepts({ notBeforeSeconds: mintedAtSeconds })).toBe('x5c');
    expect(await code({ notBeforeSeconds: mintedAtSeconds + 1 })).toBe('x5c_not_yet_valid');
  },
);

test('an anchor that is over vouches for nothing (x5c-11)', async () => {
  for (const [end, code] of [
    [mintedAtSeconds, undefined],
    [mintedAtSeconds - 1, 'x5c_expired'],
  ] as const) {
    const old = mintAuthority('Old', undefined, { notAfterSeconds: end });
    const own = mintLeaf(old);
    const verdict = makeCertifiedVerifier([old]).verify(certifiedToken({ leaf: own, claims: agelessClaims }));
    if (code === undefined) expect((await verdict).trustPath).toBe('x5c');
    else expect(await refusalCode(verdict)).toBe(code);
  }
});

test('a clock that is set back asks anew: a chain that was good is not valid yet (x5c-11)', async () => {
  const young = mintLeaf(root, { notBeforeSeconds: mintedAtSeconds });
  const verifier = makeCertifiedVerifier([root]);
  const own = certifiedToken({ leaf: young, claims: { iat: mintedAtSeconds } });
  expect((await verifier.verify(own)).trustPath).toBe('x5c');
  await verifier.clock.advanceSeconds(-1);
  expect(await refusalCode(verifier.verify(own))).toBe('x5c_not_yet_valid');
  await verifier.clock.advanceSeconds(1);
  expect((await verifier.verify(own)).trustPath).toBe('x5c');
});
