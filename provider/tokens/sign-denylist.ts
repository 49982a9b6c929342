import { createPublicKey, type KeyObject } from 'node:crypto';
import { type DenylistClaims, denylistType } from '@keyturn/relying-party/denylist';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { exportPublicJwk, thumbprint } from '../custody/generate-key.js';
import { createInProcessSigner } from '../custody/in-process-signer.js';
import { signCompact } from './sign-compact.js';

/** What `keyturn denylist key` makes and nothing else: small, and deterministic. */
export const denylistAlgorithm = 'Ed25519';

/** A denylist in its signed form, for verifiers without a network. */
export async function signDenylist(claims: DenylistClaims, privateKey: KeyObject): Promise<string> {
  const { kid } = await denylistJwk(privateKey);
  const header = { alg: denylistAlgorithm, typ: denylistType, kid };
  return signCompact(createInProcessSigner(denylistAlgorithm, privateKey), header, { ...claims });
}

/** The public half, as verifiers are configured with it. */
export async function denylistJwk(privateKey: KeyObject): Promise<PublicJwk> {
  const jwk = exportPublicJwk(createPublicKey(privateKey));
  return { ...jwk, kid: await thumbprint(jwk), alg: denylistAlgorithm, use: 'sig' };
}
