import {
  isUsable,
  planOutcome,
  planRefresh,
  type RefreshCause,
  type RefreshOutcome,
  type RefreshState,
} from '@keyturn/relying-party/plan';
import { type FreshnessLimits, freshnessOf } from '@keyturn/shared/cache-headers';
import type { Answer } from './action.js';
import { type Body, headersOf, serve } from './replica.js';
import type { Party, Setting, World } from './world.js';
import { largest } from './world.js';

export type Verdict = 'accept' | 'refuse' | 'unavailable';

/** What became of a party, and of the token that it was asked about. */
export interface Asked {
  readonly party: Party;
  readonly verdict: Verdict;
}

/** The draws of chance: the earliest refresh and the longest pause, fixed, since whoever asks chooses the instants. */
const draws = { jitter: 0, backOff: 0 };

/** A token of this kid comes to a party: the verifier's way from `find` to its answer, where `answer` ends every fetch. */
export function present(world: World, party: Party, kid: string, answer: Answer, setting: Setting): Asked {
  const { answer: first, ...wanted } = ask(world, party, { kind: 'wanted' }, answer, setting);
  const again = first === 'wait' ? ask(world, wanted.party, { kind: 'wanted' }, answer, setting) : wanted;
  const now = world.nowSeconds + party.offsetSeconds;
  const held = again.party;
  if (!isUsable(held.refresh, now)) return { party: held, verdict: 'unavailable' };
  if (has(held, kid)) return { party: held, verdict: 'accept' };
  if (party.kind !== 'shipped') return { party: held, verdict: 'refuse' };
  return lookFor(world, held, kid, answer, setting);
}

/** The kid is not in the set in use: a refetch past all caches, where the budget pays for it. */
function lookFor(world: World, party: Party, kid: string, answer: Answer, setting: Setting): Asked {
  const now = world.nowSeconds + party.offsetSeconds;
  const refusedUntilSeconds = party.missed[kid] ?? Number.NEGATIVE_INFINITY;
  const asked = ask(world, party, { kind: 'missing', kid, refusedUntilSeconds }, answer, setting);
  if (asked.answer === 'unavailable') return { party: asked.party, verdict: 'unavailable' };
  if (asked.answer !== 'wait') return { party: asked.party, verdict: 'refuse' };
  if (has(asked.party, kid)) return { party: asked.party, verdict: 'accept' };
  if (!asked.read) return { party: asked.party, verdict: 'unavailable' };
  const until = now + setting.durations.unknownKidCooldownSeconds;
  return { party: { ...asked.party, missed: { ...asked.party.missed, [kid]: until } }, verdict: 'refuse' };
}

export function wake(world: World, party: Party, answer: Answer, setting: Setting): Party {
  return ask(world, party, { kind: 'due', idleSeconds: 0 }, answer, setting).party;
}

export function followHint(
  world: World,
  party: Party,
  epoch: number,
  answer: Answer,
  setting: Setting,
): Party {
  return ask(world, party, { kind: 'hint', epoch }, answer, setting).party;
}

export function has({ refresh }: Party, kid: string): boolean {
  return refresh.held?.members.includes(kid) === true;
}

/** A token of this kid would be refused at once, and no fetch could help. */
export function refusesNow(world: World, party: Party, kid: string, { durations }: Setting): boolean {
  const now = world.nowSeconds + party.offsetSeconds;
  if (has(party, kid)) return false;
  if (planRefresh(party.refresh, now, { kind: 'wanted' }, durations).answer !== 'serve') return false;
  if (party.kind !== 'shipped') return true;
  const refusedUntilSeconds = party.missed[kid] ?? Number.NEGATIVE_INFINITY;
  return (
    planRefresh(party.refresh, now, { kind: 'missing', kid, refusedUntilSeconds }, durations).answer ===
    'refuse'
  );
}

/** Asks the plan once, and ends the fetch that it starts. */
function ask(world: World, party: Party, cause: RefreshCause, answer: Answer, setting: Setting) {
  const now = world.nowSeconds + party.offsetSeconds;
  const { fetch, state, answer: said } = planRefresh(party.refresh, now, cause, setting.durations);
  if (!fetch) return { party: { ...party, refresh: state }, answer: said, read: false };
  const isStrangers =
    cause.kind === 'missing' ||
    cause.kind === 'mismatch' ||
    cause.kind === 'hint' ||
    isSecondLook(party, state);
  const askedAt = isStrangers ? [...party.askedAt, world.nowSeconds] : party.askedAt;
  const replica = answer === 'fails' ? undefined : world.replicas[answer];
  const body = replica === undefined ? undefined : serve(world, replica, setting);
  const { refresh, read } = land(party, state, now, body, setting);
  const changed = refresh.held?.members !== party.refresh.held?.members;
  return {
    party: { ...party, refresh, askedAt, missed: changed ? {} : party.missed },
    answer: said,
    read,
  };
}

/** A wake that follows a token's hint once more. */
function isSecondLook(before: Party, after: RefreshState): boolean {
  return before.refresh.secondLook !== undefined && after.secondLook === undefined;
}

function land(
  { kind }: Party,
  flown: RefreshState,
  now: number,
  body: Body | undefined,
  setting: Setting,
): { readonly refresh: RefreshState; readonly read: boolean } {
  if (body === undefined)
    return {
      refresh: planOutcome(flown, now, { kind: 'failed' }, draws, setting.durations).state,
      read: false,
    };
  const freshness = freshnessOf(headersOf(body, now), now, limitsOf(kind, setting));
  const outcome: RefreshOutcome = {
    kind: 'set',
    offered: { epoch: body.epoch, members: body.kids, kids: body.kids },
    lifetime: { ...freshness, requestedAtSeconds: now },
  };
  // Others than ours take every set as it is.
  const state = kind === 'shipped' ? flown : { ...flown, held: undefined };
  const first = planOutcome(state, now, outcome, draws, setting.durations);
  const last =
    first.verdict === 'look-again' ? planOutcome(first.state, now, outcome, draws, setting.durations) : first;
  const same = last.state.held !== undefined && sameMembers(last.state, flown);
  const refresh = same ? keepMembers(last.state, flown) : last.state;
  return { refresh, read: last.verdict !== 'failed' && last.verdict !== 'distrust' };
}

function sameMembers(a: RefreshState, b: RefreshState): boolean {
  return a.held?.members.join() === b.held?.members.join();
}

/** A set that holds the same keys is the same set: what was looked for in it stays remembered. */
function keepMembers(state: RefreshState, before: RefreshState): RefreshState {
  if (state.held === undefined || before.held === undefined) return state;
  return { ...state, held: { ...state.held, members: before.held.members } };
}

function limitsOf(kind: Party['kind'], setting: Setting): FreshnessLimits {
  const { durations } = setting;
  if (kind !== 'constant') return { ...durations, staleInSpiteOfMustRevalidate: false };
  const seconds = largest(setting, (each) => each.cachedAtMostSeconds + each.maxClockOffsetSeconds);
  return {
    minFreshSeconds: seconds,
    maxFreshSeconds: seconds,
    defaultFreshSeconds: seconds,
    staleIfErrorSeconds: 0,
    staleInSpiteOfMustRevalidate: false,
  };
}
