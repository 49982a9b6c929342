import type { Guard } from './guard.js';

/** How the signer of one key did last, where it did not do well. Instants are monotonic milliseconds. */
export interface SignerHealth {
  /** Failures in a row. */
  readonly failures: number;
  readonly retryAtMilliseconds: number;
}

/** `slow`: not within the deadline. */
export type SignatureEnd = 'signed' | 'failed' | 'slow';

const FIRST_PAUSE_MILLISECONDS = 1000;
const LONGEST_PAUSE_MILLISECONDS = 30_000;

/** After a failure nobody is let near for a pause, twice as long each time; after a signature all is well. */
export function afterSignature(
  health: SignerHealth | undefined,
  end: SignatureEnd,
  nowMilliseconds: number,
): SignerHealth | undefined {
  if (end === 'signed') return undefined;
  // Several that were under way together are one failure.
  if (health !== undefined && nowMilliseconds < health.retryAtMilliseconds) return health;
  const failures = (health?.failures ?? 0) + 1;
  const pause = Math.min(LONGEST_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 2 ** (failures - 1));
  return { failures, retryAtMilliseconds: nowMilliseconds + pause };
}

/** Whole seconds until the signer is tried again, at least one; zero: it may be tried. */
export function shedSeconds(health: SignerHealth | undefined, nowMilliseconds: number): number {
  const wait = (health?.retryAtMilliseconds ?? nowMilliseconds) - nowMilliseconds;
  return wait <= 0 ? 0 : Math.ceil(wait / 1000);
}

/** O5: a key whose signer errors or is slow does not become the signer, and sheds issuance where it is. */
export function guardSigner(
  kid: string,
  series: string,
  failingSigners: ReadonlyMap<string, number> | undefined,
): Guard | undefined {
  const waitSeconds = failingSigners?.get(kid);
  if (waitSeconds === undefined) return undefined;
  return {
    rule: 'O5',
    series,
    kid,
    terms: { retryInSeconds: waitSeconds },
    waitSeconds: Math.max(1, waitSeconds),
    message:
      'the signer of this key fails or is too slow: nothing is signed with it, nor with another in its place',
    cure: 'see the log for why, and mend the signer; it is tried again by itself',
  };
}
