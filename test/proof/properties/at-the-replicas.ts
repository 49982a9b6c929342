import { privateMembersOf } from '@keyturn/shared/public-jwk';
import { publishedKeySet } from '../../../provider/ring/published-keys.js';
import { serve, signings } from '../world/replica.js';
import { shownBy } from '../world/shown.js';
import type { Setting, World } from '../world/world.js';
import { largest } from '../world/world.js';
import type { Move } from './move.js';

/** I5: in the store, and in what replicas sign with that have read the same ring. */
export function twoSigners({ after: { ring } }: Move): string | null {
  const crowded = ring.series.find(({ keys }) => keys.filter(({ state }) => state === 'active').length > 1);
  return crowded === undefined ? null : `series ${crowded.name} has two active keys`;
}

/** I5: what a replica signs with, now and to the end of its lease, is in the set that it serves itself. */
export function signatureUncovered({ before, after }: Move, setting: Setting): string | null {
  if (isOfParties(before, after)) return null;
  for (const [index, replica] of after.replicas.entries())
    for (const { kid, lastAtSeconds } of signings(after, replica, setting))
      for (const at of [after.nowSeconds, lastAtSeconds]) {
        const kids = replica.view === undefined ? [] : shownBy(replica.view.ring, at).kids;
        if (!kids.includes(kid)) return `replica ${index + 1} signs with ${kid} and does not serve it`;
      }
  return null;
}

/** I13: public members only, kid, alg and use there, no kid twice. */
export function privateMembersServed({ before, after }: Move): string | null {
  if (before.ring === after.ring) return null;
  const { keys } = publishedKeySet(after.ring, after.nowSeconds);
  const leak = keys.find((key) => privateMembersOf({ ...key }).length > 0);
  if (leak !== undefined) return `${leak.kid} is served with a private member`;
  const poor = keys.find(({ kid, alg, use }) => kid === undefined || alg === undefined || use !== 'sig');
  if (poor !== undefined) return `${poor.kid} is served without alg or use`;
  return new Set(keys.map(({ kid }) => kid)).size === keys.length ? null : 'a kid is served twice';
}

/**
 * I3u: no body lists a key later than retention, D and g after the demotion that its replica knows of. Each term counts at
 * the largest that was in force (I14): T of one policy and L of another may meet in one key.
 */
export function servedTooLate({ before, after }: Move, setting: Setting): string | null {
  if (isOfParties(before, after)) return null;
  const D = largest(setting, (t) => t.maxClockOffsetSeconds);
  const life =
    largest(setting, (t) => t.maxTokenLifetimeSeconds) + largest(setting, (t) => t.leewaySeconds) + D;
  const lease = largest(setting, (t) => t.signerLeaseSeconds);
  const configured = largest(setting, (t) => t.retentionSeconds);
  const retention = Math.max(configured, life + lease);
  const slack = D + largest(setting, (t) => t.tickSeconds);
  for (const [index, replica] of after.replicas.entries()) {
    const body = serve(after, replica, setting);
    const keys = replica.view?.ring.series.flatMap((series) => series.keys) ?? [];
    for (const { kid, state, demotedAtSeconds } of keys)
      if (
        state === 'retiring' &&
        body?.kids.includes(kid) === true &&
        after.nowSeconds > (demotedAtSeconds ?? 0) + retention + slack
      )
        return `replica ${index + 1} serves ${kid} ${after.nowSeconds - (demotedAtSeconds ?? 0)} s after its demotion`;
  }
  return null;
}

/** What every replica that may serve shows. */
export function servedEpochs(world: World, setting: Setting): readonly number[] {
  return world.replicas.flatMap((replica) => serve(world, replica, setting)?.epoch ?? []);
}

/** Nothing but a party changed. */
export function isOfParties(before: World, after: World): boolean {
  return before.replicas === after.replicas && before.nowSeconds === after.nowSeconds;
}
