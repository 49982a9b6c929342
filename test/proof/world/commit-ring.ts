import type { KeyRing } from '../../../provider/ring/key-ring.js';
import { serve, signings } from './replica.js';
import type { Draft, Instants, Setting, World } from './world.js';
import { largest } from './world.js';

/** The store takes a change. What it revokes, and whom an emergency makes the signer, is remembered. */
export function commitRing(world: World, { ring, serial, verb }: Draft, setting: Setting): World {
  const revokedBefore = endedKids(world.ring);
  const revoked = endedKids(ring).filter((kid) => !revokedBefore.includes(kid));
  const revokedAt = { ...world.revokedAt, ...instants(revoked, world.nowSeconds) };
  return {
    ...world,
    ring,
    serial,
    revokedAt,
    // A revoked key's tokens are meant to be refused (E2).
    validUntil: without(world.validUntil, revoked),
    excusedUntil: verb === 'revoke' ? excuse(world, ring, setting) : world.excusedUntil,
  };
}

/** P + Z + S + D, by the proof's own arithmetic, so that a mutated bound cannot hide here. */
export function leadBound(setting: Setting): number {
  const known = leadBounds.get(setting) ?? computeLeadBound(setting);
  leadBounds.set(setting, known);
  return known;
}

const leadBounds = new WeakMap<Setting, number>();

function computeLeadBound(setting: Setting): number {
  return largest(
    setting,
    (t) =>
      t.publicationDelaySeconds + t.serveStaleJwksSeconds + t.cachedAtMostSeconds + t.maxClockOffsetSeconds,
  );
}

function excuse(world: World, ring: KeyRing, setting: Setting): Instants {
  const signing = (of: KeyRing) =>
    of.series.flatMap(({ keys }) => keys.filter(({ state }) => state === 'active'));
  const before = signing(world.ring).map(({ kid }) => kid);
  const promoted = signing(ring).filter(({ kid }) => !before.includes(kid));
  const until = promoted.map(({ kid, publishedAtSeconds }) => [kid, publishedAtSeconds + leadBound(setting)]);
  return { ...world.excusedUntil, ...Object.fromEntries(until) };
}

function endedKids({ former }: KeyRing): readonly string[] {
  return former.filter(({ state }) => state === 'revoked').map(({ kid }) => kid);
}

function instants(kids: readonly string[], seconds: number): Instants {
  return Object.fromEntries(kids.map((kid) => [kid, seconds]));
}

function without(all: Instants, kids: readonly string[]): Instants {
  return Object.fromEntries(Object.entries(all).filter(([kid]) => !kids.includes(kid)));
}

/** Every replica that may sign does, and whatever it leaves out of its set is noted. Forgets what cannot matter any more. */
export function accountFor(world: World, setting: Setting): World {
  const { nowSeconds, ring } = world;
  const validUntil: Record<string, number> = { ...world.validUntil };
  const left = new Set(world.left);
  const inRing = new Set(ring.series.flatMap(({ keys }) => keys.map(({ kid }) => kid)));
  for (const replica of world.replicas) {
    for (const { kid, lifeSeconds } of signings(world, replica, setting))
      if (world.revokedAt[kid] === undefined)
        validUntil[kid] = Math.max(validUntil[kid] ?? 0, nowSeconds + lifeSeconds);
    const body = replica.view === undefined ? undefined : serve(world, replica, setting);
    if (body === undefined) continue;
    for (const { kid } of replica.view?.ring.series.flatMap(({ keys }) => keys) ?? [])
      if (!body.kids.includes(kid) && inRing.has(kid)) left.add(kid);
  }
  for (const [kid, until] of Object.entries(validUntil)) if (until <= nowSeconds) delete validUntil[kid];
  return { ...world, validUntil, left: [...left].filter((kid) => inRing.has(kid)).sort() };
}
