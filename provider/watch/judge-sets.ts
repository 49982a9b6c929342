import { type Finding, find } from './finding.js';
import { publicationDelaySeconds } from './required.js';
import type { WatchState } from './watch-state.js';

/** What only shows over several looks: names that move, sets that disagree. */
export function judgeSets({ keys, flap, loweredEpoch }: WatchState): Finding[] {
  const found: Finding[] = [];
  for (const { name, thumbprints, returnedAtSeconds } of keys.values()) {
    if (thumbprints.length > 1)
      found.push(
        find('kid_reused', `The kid ${name} has named ${thumbprints.length} different keys.`, {
          kid: name,
          terms: { keys: thumbprints.length },
        }),
      );
    if (returnedAtSeconds !== undefined)
      found.push(
        find('kid_returned', `The key ${name} was withdrawn and is published again.`, {
          kid: name,
          terms: { returnedAtSeconds },
        }),
      );
  }
  const differSeconds = flap === undefined ? 0 : flap.untilSeconds - flap.sinceSeconds;
  if (differSeconds > publicationDelaySeconds)
    found.push(
      find(
        'sets_differ',
        `An older set was still served ${Math.round(differSeconds)} s after a newer one; replicas may lag ${publicationDelaySeconds} s (P).`,
        { terms: { differSeconds, publicationDelaySeconds } },
      ),
    );
  if (loweredEpoch !== undefined && loweredEpoch.afterSeconds > publicationDelaySeconds)
    found.push(
      find(
        'epoch_lowered',
        `keyturn_epoch went from ${loweredEpoch.from} to ${loweredEpoch.to}, ${Math.round(loweredEpoch.afterSeconds)} s after the higher one; replicas may lag ${publicationDelaySeconds} s (P).`,
        { terms: { ...loweredEpoch, publicationDelaySeconds } },
      ),
    );
  return found;
}
