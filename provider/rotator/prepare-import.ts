import { createPublicKey } from 'node:crypto';
import { exportPublicJwk, thumbprint } from '../custody/generate-key.js';
import { assertUsable } from '../custody/imported-key.js';
import type { FreshKey } from '../custody/key-custody.js';
import { KeyImportError } from '../custody/key-import-error.js';
import type { ReadPrivateKey } from '../custody/read-private-key.js';
import type { Force } from '../ring/guard.js';
import type { EarlierUse, SeriesAlgorithm } from '../ring/key-ring.js';
import type { SeriesPolicy } from '../ring/policy.js';
import type { RingRequest } from '../ring/ring-request.js';
import { readFormerKeys } from './read-former-keys.js';
import type { RingContext } from './ring-context.js';
import { signProbe } from './self-check.js';

/** A key of another issuer, and how it is to go on here. */
export interface KeyImport {
  /** As `readPrivateKey` reads it from a PEM or a JWK. */
  readonly from: ReadPrivateKey;
  /** Default: what the JWK calls itself, else the RFC 7638 thumbprint. */
  readonly kid?: string | undefined;
  /** Relying parties have the key, so it signs from now on; needs `force`. Default: nobody has it, and it is a standby. */
  readonly alreadyPublished?: EarlierUse | undefined;
  readonly force?: Force | undefined;
}

/** What the ring is asked, and the key that it will hold if it agrees. */
export interface PreparedImport {
  readonly request: Extract<RingRequest, { verb: 'import' }>;
  readonly imported: FreshKey;
}

const visibleAscii = /^[!-~]{1,256}$/;

/** Takes the key into custody and tries it (O2), before the ring is asked. Changes nothing. Rejects with KeyImportError. */
export async function prepareImport(
  context: RingContext,
  series: SeriesPolicy,
  { from, kid, alreadyPublished, force }: KeyImport,
): Promise<PreparedImport> {
  const { custody } = context;
  if (custody.importKey === undefined) throw new KeyImportError('key_import_unsupported');
  if (from.alg !== undefined && !isSameAlgorithm(from.alg, series.alg))
    throw new KeyImportError(
      'key_algorithm_wrong',
      `the JWK says ${JSON.stringify(from.alg)}, the series ${series.alg}`,
    );
  // Before it is named: a thumbprint is there of usable types alone.
  assertUsable(from.privateKey, series.alg);
  const imported = await custody.importKey(from.privateKey, series.alg, await nameOf(from, kid));
  await signProbe(imported.signer, imported.key).catch(() => {
    throw new KeyImportError('key_inconsistent');
  });
  const formerKeys = await readFormerKeys(context);
  const request = { verb: 'import', series, key: imported.key, formerKeys, alreadyPublished, force } as const;
  return { request, imported };
}

async function nameOf(from: ReadPrivateKey, named: string | undefined): Promise<string> {
  if (from.kid !== undefined && named !== undefined && from.kid !== named)
    throw new KeyImportError('kid_differs', 'it keeps its own, by which its relying parties know it');
  const kid = from.kid ?? named ?? (await thumbprint(exportPublicJwk(createPublicKey(from.privateKey))));
  if (!visibleAscii.test(kid)) throw new KeyImportError('kid_invalid');
  return kid;
}

/** RFC 9864 section 2.2: two names of one algorithm. */
function isSameAlgorithm(own: string, alg: SeriesAlgorithm): boolean {
  const names = [own, alg].map((name) => (name === 'EdDSA' ? 'Ed25519' : name));
  return names[0] === names[1];
}
