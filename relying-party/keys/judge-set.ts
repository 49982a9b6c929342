import type { KeySetSuspicion } from '../events.js';
import type { Doubt, HeldSet, SetFacts } from './refresh-state.js';

/** What to do with a set that was fetched: use it, fetch again at once, fetch again later, do not believe it. */
export type Judgement =
  | { readonly verdict: 'adopt' }
  | {
      readonly verdict: 'look-again' | 'confirm-later' | 'distrust';
      readonly suspicion: Extract<KeySetSuspicion, 'all_keys_new' | 'set_shrank' | 'epoch_lower'>;
    };

/**
 * Whether a fetched set replaces the one in use. A set may grow freely, under the same epoch too: a new key refuses no
 * token that is good today, and who can add a key to what is served can raise the number beside it, so that to doubt the
 * key would keep out no forger and would refuse the tokens of an issuer whose number stands still. One that lost a key is looked at twice; an
 * issuer that has shown an epoch must show a higher one for it, any other is believed the second time, since an
 * emergency does replace everything. A lower epoch is believed when two fetches far enough apart agree on it.
 * @param held the set in use; undefined also when it may no longer be used.
 */
export function judgeSet(
  held: HeldSet | undefined,
  offered: SetFacts,
  look: {
    readonly again: boolean;
    readonly doubt: Doubt | undefined;
    readonly now: number;
    readonly epochConfirmSeconds: number;
  },
): Judgement {
  if (held === undefined) return { verdict: 'adopt' };
  if (isLower(offered, held)) {
    const { doubt } = look;
    const confirmed = doubt !== undefined && isSameSet(doubt, offered);
    if (confirmed && look.now >= doubt.sinceSeconds + look.epochConfirmSeconds) return { verdict: 'adopt' };
    return { verdict: 'confirm-later', suspicion: 'epoch_lower' };
  }
  const lost = held.members.filter((member) => !offered.members.includes(member));
  if (lost.length === 0 || isHigher(offered, held)) return { verdict: 'adopt' };
  const suspicion = lost.length === held.members.length ? 'all_keys_new' : 'set_shrank';
  if (!look.again) return { verdict: 'look-again', suspicion };
  return held.epoch === undefined ? { verdict: 'adopt' } : { verdict: 'distrust', suspicion };
}

/** An issuer that has shown an epoch and now shows none shows a lower one. */
function isLower(offered: SetFacts, held: SetFacts): boolean {
  return held.epoch !== undefined && (offered.epoch ?? -1) < held.epoch;
}

function isHigher(offered: SetFacts, held: SetFacts): boolean {
  return held.epoch !== undefined && offered.epoch !== undefined && offered.epoch > held.epoch;
}

/** The same epoch and the same keys, in any order. */
export function isSameSet(a: SetFacts, b: SetFacts): boolean {
  return (
    a.epoch === b.epoch &&
    a.members.length === b.members.length &&
    a.members.every((member) => b.members.includes(member))
  );
}
