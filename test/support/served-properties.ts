import { privateMembersOf } from '@keyturn/shared/public-jwk';
import { cachePromise, publishedKeySet } from '../../provider/ring/published-keys.js';
import { settle } from '../../provider/ring/settle.js';
import type { RingHistory, ServedBody } from './ring-history.js';
import { freshBodies, servedBodies } from './ring-history.js';
import { termsThen } from './terms-over-time.js';

/** Bodies of replicas that lag: the set is one document, so the least P + Z of its series holds for it. */
function laggingBodies(history: RingHistory): ServedBody[] {
  const lags = history.versions.map((version) =>
    Math.min(...version.policy.series.map(({ name }) => termsThen(version, name).lagSeconds)),
  );
  return servedBodies(history, (index) => lags[index] ?? 0);
}

/** Once a version lists a key as revoked, neither it nor a later one serves it; E1 follows from how long copies live. */
export function revokedImpliesRejectedAfterTail(history: RingHistory): string | null {
  const revoked = new Set<string>();
  for (const body of laggingBodies(history)) {
    const ring = history.versions[body.versionIndex]?.ring;
    for (const { kid, state } of ring?.former ?? []) if (state === 'revoked') revoked.add(kid);
    const served = [...body.kids].find((kid) => revoked.has(kid));
    if (served !== undefined) return `version ${body.versionIndex} serves ${served}, which was revoked`;
  }
  return null;
}

/** A kid that any replica left out of its set is never in the store's set again. */
export function noKidReuse(history: RingHistory): string | null {
  const goneSince = new Map<string, number>();
  const published = new Set<string>();
  for (const body of laggingBodies(history)) {
    for (const kid of body.kids) published.add(kid);
    for (const kid of published)
      if (!body.kids.has(kid))
        goneSince.set(kid, Math.min(goneSince.get(kid) ?? Number.POSITIVE_INFINITY, body.fromSeconds));
  }
  for (const body of freshBodies(history))
    for (const kid of body.kids) {
      const gone = goneSince.get(kid);
      if (gone !== undefined && body.toSeconds > gone)
        return `${kid} was left out at ${gone} and is served by version ${body.versionIndex} until ${body.toSeconds}`;
    }
  return null;
}

/** What is served is the settled ring, key by key: public members only, `alg` and `use` there, no kid twice (I13). */
export function noPrivateMembers({ versions }: RingHistory): string | null {
  for (const { ring, fromSeconds } of versions) {
    const { keys } = publishedKeySet(ring, fromSeconds);
    const leak = keys.find((key) => privateMembersOf({ ...key }).length > 0);
    if (leak !== undefined) return `${leak.kid} is served with ${privateMembersOf({ ...leak }).join()}`;
    const poor = keys.find(({ kid, alg, use }) => kid === undefined || alg === undefined || use !== 'sig');
    if (poor !== undefined) return `${poor.kid} is served without alg or use`;
    const kids = settle(ring, fromSeconds).series.flatMap((series) => series.keys.map(({ kid }) => kid));
    if (keys.map(({ kid }) => kid).join() !== kids.join()) return `the set at ${fromSeconds} is not the ring`;
    if (new Set(kids).size !== kids.length) return 'a kid is served twice';
  }
  return null;
}

/** I3u: gone at the latest the largest retention, D and g after the last version that had it sign. */
export function removalNotLate(history: RingHistory): string | null {
  const { versions } = history;
  for (const body of laggingBodies(history))
    for (const kid of body.kids) {
      const signedLast = versions.findLastIndex(
        ({ ring }, index) => index <= body.versionIndex && signs(ring, kid),
      );
      if (signedLast === -1 || signedLast === body.versionIndex) continue;
      const latest =
        (versions[signedLast]?.untilSeconds ?? 0) +
        latestRemovalSeconds(versions.slice(0, body.versionIndex + 1));
      if (body.toSeconds > latest) return `${kid} is served until ${body.toSeconds}, later than ${latest}`;
    }
  return null;
}

function signs(ring: RingHistory['versions'][number]['ring'], kid: string): boolean {
  return ring.series.some(({ keys }) => keys.some((key) => key.kid === kid && key.state === 'active'));
}

/** Retention, D and g, each the largest that was ever in force (I14). */
function latestRemovalSeconds(versions: RingHistory['versions']): number {
  const series = versions.flatMap(({ policy }) => policy.series);
  const largest = (name: 'maxTokenLifetimeSeconds' | 'leewaySeconds' | 'maxClockOffsetSeconds') =>
    Math.max(...series.map((each) => each[name]));
  const lease = Math.max(...series.map((each) => each.signerLeaseSeconds));
  const D = largest('maxClockOffsetSeconds');
  const bound = largest('maxTokenLifetimeSeconds') + largest('leewaySeconds') + D + lease;
  const configured = Math.max(...series.map((each) => each.retentionSeconds));
  return Math.max(bound, configured) + D + Math.max(...series.map((each) => each.tickSeconds));
}

/** I11: the epoch never falls, rises whenever the set changes, and a lagging replica never shows a higher one. */
export function epochMonotone(history: RingHistory): string | null {
  const fresh = freshBodies(history);
  for (const [index, body] of fresh.entries()) {
    const before = fresh[index - 1];
    if (before === undefined) continue;
    const changed = [...before.kids].join() !== [...body.kids].join();
    if (body.epoch < before.epoch || (changed && body.epoch === before.epoch))
      return `the epoch goes from ${before.epoch} to ${body.epoch} at ${body.fromSeconds}`;
  }
  for (const stale of laggingBodies(history)) {
    const now = fresh.findLast(({ fromSeconds }) => fromSeconds <= stale.fromSeconds);
    if (now !== undefined && stale.epoch > now.epoch)
      return `version ${stale.versionIndex} shows epoch ${stale.epoch} at ${stale.fromSeconds}, the store ${now.epoch}`;
  }
  return null;
}

/**
 * I4 where I2 was chosen: whoever holds a body for as long as it promised, or a lagging replica's, does not hold it any more
 * when a key that it lacks begins to sign. Only while all goes by plan: where a key is promoted or its standby abandoned ahead
 * of time, the cooldown of the parties covers them, as it does anyway.
 */
export function headersEndBeforeUnknownSigner(history: RingHistory): string | null {
  const abandoned = history.versions.some(({ ring }) =>
    ring.former.some(({ activatedAtSeconds }) => activatedAtSeconds === null),
  );
  if (abandoned || history.emergencyKids.size > 0) return null;
  const firstSigned = new Map<string, number>();
  for (const { ring } of history.versions)
    for (const { kid, activatedAtSeconds } of ring.series.flatMap(({ keys }) => keys))
      if (activatedAtSeconds !== null && !firstSigned.has(kid)) firstSigned.set(kid, activatedAtSeconds);
  for (const { versionIndex, fromSeconds, toSeconds, kids } of laggingBodies(history)) {
    const version = history.versions[versionIndex];
    if (version === undefined) continue;
    const known = new Set([...kids, ...version.ring.former.map(({ kid }) => kid)]);
    const unknown = [...firstSigned].filter(([kid]) => !known.has(kid));
    for (const at of [fromSeconds, toSeconds]) {
      const endsAt = at + cachePromise(version.ring, version.policy, at).maxAgeSeconds;
      const early = unknown.find(([, signsAt]) => signsAt >= at && signsAt < endsAt);
      if (early !== undefined)
        return `a body of ${at} is promised until ${endsAt}, ${early[0]} signs at ${early[1]}`;
    }
  }
  return null;
}
