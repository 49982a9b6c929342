import { keysToEnd } from '../ring/keys-to-end.js';
import type { IssuerRing } from './issuer-ring.js';
import type { LostRing } from './read-lost-ring.js';
import type { VerbOutcome } from './rotator.js';

export interface RestoreRequest {
  readonly lost: LostRing;
  readonly epochAbove?: number | undefined;
  /** Kids that were revoked since the backup was made. */
  readonly revoked: readonly string[];
  readonly reason: string;
}

export interface Restored {
  /** Kids that the backup brought back, or knew as merely removed. */
  readonly revoked: readonly string[];
  /** Kids that were named and needed nothing: not of this backup, or revoked in it. */
  readonly untouched: readonly string[];
  /** `refused`: by a guard, and the ring is not the newest. */
  readonly outcome: VerbOutcome;
}

/**
 * Ends what had ended, and only then makes the ring the newest: a replica that runs believes no older ring than it saw, so
 * none serves a key that comes back. A key that had been removed has no valid tokens left, so it is revoked all the same.
 */
export async function restoreRing(
  ring: Pick<IssuerRing, 'look' | 'verbs'>,
  { lost, epochAbove, revoked: named, reason }: RestoreRequest,
): Promise<Restored> {
  const known = [...named.map((kid) => ({ kid, state: 'revoked' }) as const), ...lost.former];
  const kids = keysToEnd((await ring.look()).ring, known);
  const untouched = named.filter((kid) => !kids.includes(kid));
  const revoked: string[] = [];
  for (const kid of kids) {
    const outcome = await revoke(ring, kid, reason);
    if (outcome.outcome === 'refused') return { revoked, untouched, outcome };
    revoked.push(kid);
  }
  const above = epochAbove ?? (lost.epoch > 0 ? lost.epoch : undefined);
  return { revoked, untouched, outcome: await ring.verbs.restore('operator', reason, above) };
}

/** Its standby replaces it, or a fresh key where the standby is not there or not sound. */
async function revoke(
  { verbs }: Pick<IssuerRing, 'verbs'>,
  kid: string,
  reason: string,
): Promise<VerbOutcome> {
  const byStandby = await verbs.revoke({ kid, replaceWith: 'standby', reason }, 'operator');
  if (byStandby.outcome !== 'refused') return byStandby;
  return verbs.revoke({ kid, replaceWith: 'fresh', reason }, 'operator');
}
