import { isUsable } from '@keyturn/relying-party/plan';
import { decideRollBack } from '../../../provider/ring/decide-roll-back.js';
import { keyInState } from '../../../provider/ring/key-ring.js';
import { contextOf } from '../world/replica.js';
import { shownBy } from '../world/shown.js';
import type { Setting, World } from '../world/world.js';
import { largest } from '../world/world.js';
import { isOfParties, servedEpochs } from './at-the-replicas.js';
import type { Move } from './move.js';

const shownKids = ({ ring, nowSeconds }: World): readonly string[] => shownBy(ring, nowSeconds).kids;

/** I7: what any replica has left out, and what ended, is never in the store's set again. */
export function kidReturned({ before, after }: Move): string | null {
  if (isOfParties(before, after)) return null;
  const shown = shownKids(after);
  const back = shown.find((kid) => after.left.includes(kid));
  if (back !== undefined) return `${back} is in the store's set, and a replica had left it out`;
  const ended = shown.find((kid) => after.ring.former.some((former) => former.kid === kid));
  return ended === undefined ? null : `${ended} is published, and had ended`;
}

/** I11: the store's epoch never falls and rises with every change of the set; no replica is ahead of it, no party goes back. */
export function epochFell({ before, after }: Move, setting: Setting): string | null {
  if (isOfParties(before, after)) return partyWentBack(before, after);
  const was = shownBy(before.ring, before.nowSeconds).epoch;
  const is = shownBy(after.ring, after.nowSeconds).epoch;
  const changed = shownKids(before).join() !== shownKids(after).join();
  if (is < was || (changed && is === was)) return `the store's epoch goes from ${was} to ${is}`;
  const ahead = servedEpochs(after, setting).find((epoch) => epoch > is);
  if (ahead !== undefined) return `a replica shows epoch ${ahead}, the store is at ${is}`;
  return null;
}

/** Of ours; a lower epoch is believed when it was seen before, and in place of a set that is of no use any more. */
function partyWentBack(before: World, after: World): string | null {
  for (const [index, { kind, refresh, offsetSeconds }] of before.parties.entries()) {
    const now = after.parties[index]?.refresh.held?.epoch;
    const was = refresh.held?.epoch;
    if (kind !== 'shipped' || was === undefined || now === undefined || now >= was) continue;
    if (refresh.doubt === undefined && isUsable(refresh, before.nowSeconds + offsetSeconds))
      return `party ${index + 1} goes back from epoch ${was} to ${now} on one look`;
  }
  return null;
}

/** I9: back to a key that every replica goes on publishing is granted at once. */
export function rollBackRefused({ before, after }: Move, setting: Setting): string | null {
  if (before.ring === after.ring && before.nowSeconds === after.nowSeconds) return null;
  const { ring, nowSeconds } = after;
  const lag = largest(setting, (t) => t.publicationDelaySeconds + t.serveStaleJwksSeconds);
  const policy = setting.policies.find(({ digest }) => digest === ring.policyDigest);
  for (const series of policy?.series ?? []) {
    const keys = ring.series.find(({ name }) => name === series.name)?.keys ?? [];
    if (policy === undefined || !keys.some(({ state }) => state === 'retiring')) continue;
    const served = shownBy(ring, nowSeconds + lag).kids;
    for (const { kid } of keys.filter((key) => key.state === 'retiring' && served.includes(key.kid))) {
      const decision = decideRollBack(ring, series, contextOf(ring, nowSeconds, policy), kid);
      if (!decision.granted) return `rollback to ${kid} is refused by ${decision.guard.rule}`;
    }
  }
  return null;
}

/** E4: a series that signed before a commit signs after it. */
export function signerMissing({ before, after }: Move): string | null {
  if (before.ring === after.ring) return null;
  const silent = after.ring.series.find(
    (series) =>
      keyInState(series, 'active') === undefined &&
      keyInState(
        before.ring.series.find(({ name }) => name === series.name),
        'active',
      ) !== undefined,
  );
  return silent === undefined ? null : `series ${silent.name} has no signer after the commit`;
}
