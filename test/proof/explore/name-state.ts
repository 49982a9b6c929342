import { isUsable, type RefreshState } from '@keyturn/relying-party/plan';
import type { KeyRing, RingKey } from '../../../provider/ring/key-ring.js';
import { lastCopyAtSeconds } from '../../../provider/ring/windows.js';
import { leadBound } from '../world/commit-ring.js';
import { serve, signings } from '../world/replica.js';
import type { Draft, Instants, Setting, View, World } from '../world/world.js';
import { largest } from '../world/world.js';
import { rankEpochs, rankKids } from './rank.js';

/** What of a world can still matter: views, changes and copies that are of no use are left out. */
interface Live {
  readonly world: World;
  /** Older than this, an instant is only "long ago": no window is longer. */
  readonly longAgo: number;
  readonly views: readonly (View | undefined)[];
  readonly drafts: readonly (Draft | undefined)[];
  readonly copies: readonly RefreshState['held'][];
  readonly kidRank: (kid: string) => number;
  readonly epochRank: (epoch: number) => number;
}

/**
 * Names a state by what can still matter: instants as ages, epochs and kids by their order, replicas in any order. Two
 * states of one name behave alike, so one of them is explored.
 */
export function nameState(world: World, setting: Setting): string {
  const live = findLive(world, setting);
  const replicas = world.replicas.map(
    ({ policy }, at) => `${policy}${viewName(at, live)}${draftName(at, live)}`,
  );
  return [
    ringName(world.ring, live),
    replicas.sort().join('/'),
    world.parties.map((_, at) => partyName(at, live)).join('/'),
    instantsName(world.validUntil, world.nowSeconds, live),
    revokedName(live),
    instantsName(world.excusedUntil, world.nowSeconds, live),
    world.left.map(live.kidRank).join(),
  ].join('|');
}

function findLive(world: World, setting: Setting): Live {
  const views = world.replicas.map((replica) => {
    const matters =
      serve(world, replica, setting) !== undefined || signings(world, replica, setting).length > 0;
    return matters ? replica.view : undefined;
  });
  const drafts = world.replicas.map(({ draft }) => {
    const lost =
      draft === undefined || draft.baseEpoch !== world.ring.epoch || draft.deadlineSeconds < world.nowSeconds;
    return lost ? undefined : draft;
  });
  const copies = world.parties.map(({ refresh, offsetSeconds }) =>
    isUsable(refresh, world.nowSeconds + offsetSeconds) ? refresh.held : undefined,
  );
  const rings = [world.ring, ...[...views, ...drafts].flatMap((each) => each?.ring ?? [])];
  const doubts = world.parties.flatMap(({ refresh }) => refresh.doubt ?? []);
  const sets = [...copies.flatMap((held) => held ?? []), ...doubts];
  const hinted = world.parties.flatMap(({ refresh }) => refresh.secondLook?.epoch ?? []);
  return {
    world,
    longAgo:
      1 +
      Math.max(
        leadBound(setting),
        largest(setting, (t) => t.publishLeadSeconds),
        largest(setting, (t) => t.rotationIntervalSeconds),
      ),
    views,
    drafts,
    copies,
    kidRank: rankKids([
      ...rings.flatMap(({ series }) => series.flatMap(({ keys }) => keys.map(({ kid }) => kid))),
      ...sets.flatMap(({ members }) => members),
      ...Object.keys(world.validUntil),
    ]),
    epochRank: rankEpochs([
      ...rings.map(({ epoch }) => epoch),
      ...sets.map(({ epoch }) => epoch ?? 0),
      ...hinted,
    ]),
  };
}

const ahead = (at: number, nowSeconds: number): string => (at <= nowSeconds ? '' : String(at - nowSeconds));

function age(at: number | null, { world, longAgo }: Live): string {
  return at === null ? '' : String(Math.min(longAgo, world.nowSeconds - at));
}

function instantsName(all: Instants, nowSeconds: number, { kidRank }: Live): string {
  return Object.entries(all)
    .filter(([, at]) => at > nowSeconds)
    .map(([kid, at]) => `${kidRank(kid)}:${at - nowSeconds}`)
    .sort()
    .join();
}

/** A revoked key matters while some copy may list it. */
function revokedName(live: Live): string {
  const { revokedAt } = live.world;
  const held = live.copies.flatMap((copy) => copy?.members ?? []);
  const served = live.views.flatMap(
    (view) => view?.ring.series.flatMap(({ keys }) => keys.map(({ kid }) => kid)) ?? [],
  );
  const kids = [...new Set([...held, ...served])].filter((kid) => revokedAt[kid] !== undefined);
  return kids
    .map((kid) => `${live.kidRank(kid)}:${age(revokedAt[kid] ?? 0, live)}`)
    .sort()
    .join();
}

const termsNames = new WeakMap<object, string>();
function termsName(terms: object): string {
  const known = termsNames.get(terms) ?? Object.values(terms).join();
  termsNames.set(terms, known);
  return known;
}

function ringName(ring: KeyRing, live: Live): string {
  const series = ring.series.map(
    ({ name, terms, keys }) =>
      `${name} ${termsName(terms)} ${keys.map((key) => keyName(key, live)).join(';')}`,
  );
  const former = ring.formerTerms
    .filter((each) => lastCopyAtSeconds(each) > live.world.nowSeconds)
    .map((each) => `${age(each.endedAtSeconds, live)} ${termsName(each.terms)}`);
  return [live.epochRank(ring.epoch), ring.policyDigest.slice(0, 6), ...series, ...new Set(former)].join('#');
}

/** The instants that count in each state, and whether the key has signed before. */
function keyName(key: RingKey, live: Live): string {
  const { kid, state, publishedAtSeconds, activatedAtSeconds, demotedAtSeconds, inForce } = key;
  const since = {
    standby: publishedAtSeconds,
    active: activatedAtSeconds,
    retiring: demotedAtSeconds,
    cold: publishedAtSeconds,
  }[state];
  const at = state === 'retiring' ? String(live.world.nowSeconds - (since ?? 0)) : age(since, live);
  return `${live.kidRank(kid)}${state[0]}${state[2]}${at} ${termsName(inForce)}`;
}

function viewName(at: number, live: Live): string {
  const view = live.views[at];
  if (view === undefined) return '-';
  const ring = view.ring === live.world.ring ? '=' : ringName(view.ring, live);
  return `${ring}@${live.world.nowSeconds - view.heldAtSeconds}`;
}

function draftName(at: number, live: Live): string {
  const draft = live.drafts[at];
  return draft === undefined
    ? '-'
    : `${draft.verb}${ringName(draft.ring, live)}@${live.world.nowSeconds - draft.stampedAtSeconds}`;
}

function partyName(at: number, live: Live): string {
  const party = live.world.parties[at];
  if (party === undefined) return '';
  const now = live.world.nowSeconds + party.offsetSeconds;
  const { failures, pausedUntilSeconds, doubt, budget, secondLook, withdrawnKids } = party.refresh;
  const set = (facts: { readonly members: readonly string[]; readonly epoch: number | undefined }) =>
    `${facts.members.map(live.kidRank).join()}@${live.epochRank(facts.epoch ?? 0)}`;
  const held = live.copies[at];
  return [
    party.kind,
    held === undefined
      ? '-'
      : `${set(held)} ${[held.freshUntilSeconds, held.usableUntilSeconds, held.refreshAtSeconds].map((each) => ahead(each, now)).join()}`,
    doubt === undefined ? '-' : `${set(doubt)} ${age(doubt.sinceSeconds - party.offsetSeconds, live)}`,
    failures === 0 ? '' : `x${ahead(pausedUntilSeconds, now)}`,
    ahead(budget.paidUntilSeconds, now),
    secondLook === undefined
      ? '-'
      : `${live.epochRank(secondLook.epoch)}@${ahead(secondLook.atSeconds, now)}`,
    withdrawnKids
      .filter((kid) => (live.world.validUntil[kid] ?? 0) > live.world.nowSeconds)
      .map(live.kidRank)
      .sort()
      .join(),
    instantsName(party.missed, now, live),
  ].join(' ');
}
