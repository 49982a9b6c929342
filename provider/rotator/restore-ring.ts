import type { LostRing } from './read-lost-ring.js';
import type { Rotator, VerbOutcome } from './rotator.js';

export interface RestoreRequest {
  readonly lost: LostRing;
  readonly epochAbove?: number | undefined;
  /** Kids that were revoked since the backup was made. */
  readonly revoked: readonly string[];
  readonly reason: string;
}

/** What became of a key that had ended before the ring was lost. */
export interface EndedKey {
  readonly kid: string;
  readonly what: 'revoked' | 'not in this backup';
}

export interface Restored {
  readonly ended: readonly EndedKey[];
  readonly outcome: VerbOutcome;
}

/**
 * Ends what had ended, and only then makes the ring the newest: a replica that runs believes no older ring than it saw, so
 * none serves a key that comes back. A key that had been removed has no valid tokens left, so it is revoked all the same.
 */
export async function restoreRing(
  verbs: Pick<Rotator, 'revoke' | 'restore'>,
  { lost, epochAbove, revoked, reason }: RestoreRequest,
): Promise<Restored> {
  const kids = new Set([...revoked, ...lost.former.map(({ kid }) => kid)]);
  const ended: EndedKey[] = [];
  for (const kid of kids) ended.push({ kid, what: await revoke(verbs, kid, reason) });
  const above = epochAbove ?? (lost.epoch > 0 ? lost.epoch : undefined);
  return { ended, outcome: await verbs.restore('operator', reason, above) };
}

/** Its standby replaces it, or a fresh key where the standby is not there or not sound. */
async function revoke(
  verbs: Pick<Rotator, 'revoke'>,
  kid: string,
  reason: string,
): Promise<EndedKey['what']> {
  for (const replaceWith of ['standby', 'fresh'] as const) {
    const { outcome } = await verbs.revoke({ kid, replaceWith, reason }, 'operator');
    if (outcome !== 'refused') return 'revoked';
  }
  return 'not in this backup';
}
