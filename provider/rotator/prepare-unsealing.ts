import type { KeyObject } from 'node:crypto';
import { CustodyError, type FreshKey } from '../custody/key-custody.js';
import { openSealedKey } from '../custody/seal.js';
import { readyColdKey } from '../ring/cold-standby.js';
import { findPublished } from '../ring/key-ring.js';
import type { RingRequest } from '../ring/ring-request.js';
import { settle } from '../ring/settle.js';
import { readOwnRing } from './read-own-ring.js';
import type { RingContext } from './ring-context.js';
import { signProbe } from './self-check.js';
import { readSteadySeconds } from './store-instant.js';

export interface Unsealing {
  /** The key to revoke. */
  readonly kid: string;
  readonly reason: string;
  /** The operator's, private. It is used here and kept nowhere. */
  readonly recoveryKey: KeyObject;
}

/** What the ring is asked, and the key that it will sign with if it agrees. */
export interface PreparedUnsealing {
  readonly request: Extract<RingRequest, { verb: 'revoke' }>;
  /** Absent where there is no cold standby to open: the ring says why. */
  readonly imported?: FreshKey;
}

/** Opens the cold standby of the revoked key's series and tries it (O2), before the ring is asked. Changes nothing. */
export async function prepareUnsealing(
  context: RingContext,
  { kid, reason, recoveryKey }: Unsealing,
): Promise<PreparedUnsealing> {
  const { custody, issuer } = context;
  const request = { verb: 'revoke', kid, reason, replaceWith: 'cold' } as const;
  const ring = await readOwnRing(context);
  const nowSeconds = await readSteadySeconds(context);
  const series = findPublished(settle(ring, nowSeconds), kid)?.series;
  const cold = readyColdKey(series, nowSeconds);
  if (series === undefined || cold === undefined) return { request };
  if (custody.importKey === undefined)
    throw new CustodyError('sealing_unsupported', 'this custody takes no keys in');
  const { wrappedPrivateKey, bornAtEpoch, alg } = cold;
  const bound = { issuer, series: series.name, kid: cold.kid, bornAtEpoch, alg };
  const privateKey = await openSealedKey(wrappedPrivateKey, bound, recoveryKey);
  const imported = await custody.importKey(privateKey, alg, cold.kid);
  await signProbe(imported.signer, cold).catch(() => {
    throw new CustodyError('recovery_key_wrong', `what was sealed is not the private half of ${cold.kid}`);
  });
  return { request: { ...request, unsealed: { kid: cold.kid } }, imported };
}
