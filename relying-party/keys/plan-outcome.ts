import type { Freshness } from '@keyturn/shared/cache-headers';
import type { VerifierDurations } from '@keyturn/shared/verifier-profiles';
import { backOffSeconds, longestPauseSeconds } from './back-off.js';
import { isSameSet, type Judgement, judgeSet } from './judge-set.js';
import { isUsable, type OfferedSet, type RefreshState, type SecondLook } from './refresh-state.js';
import { settleSeconds } from './settle-news.js';
import { rememberWithdrawn } from './withdrawn-kids.js';

/** How a fetch ended. */
export type RefreshOutcome =
  | { readonly kind: 'set'; readonly offered: OfferedSet; readonly lifetime: Lifetime }
  /** 304: what is held is what the provider has. */
  | { readonly kind: 'unchanged'; readonly lifetime: Lifetime }
  | { readonly kind: 'failed' };

/** Counted from the request, not from the answer: a slow body is as old as the question (RFC 9111 section 4.2.3). */
export interface Lifetime extends Freshness {
  readonly requestedAtSeconds: number;
}

/** Uniform in [0, 1), drawn outside. */
export interface Draws {
  readonly jitter: number;
  readonly backOff: number;
}

export interface OutcomePlan {
  /** `look-again`: fetch once more, now and past all caches, before anyone is answered. */
  readonly verdict: Judgement['verdict'] | 'renew' | 'failed';
  /** What looks wrong about the set, when it does. */
  readonly suspicion: Extract<Judgement, { suspicion: unknown }>['suspicion'] | undefined;
  readonly state: RefreshState;
}

/** What the end of a fetch leads to. Pure; a shell performs it. */
export function planOutcome(
  state: RefreshState,
  now: number,
  outcome: RefreshOutcome,
  draws: Draws,
  durations: VerifierDurations,
): OutcomePlan {
  const plan = concludeFetch(state, now, outcome, draws, durations);
  if (plan.verdict === 'look-again') return plan;
  const secondLook = planSecondLook(state, plan.state.held?.epoch, draws, durations);
  return { ...plan, state: { ...plan.state, secondLook } };
}

/** A hint that was not borne out is looked into once more, when every replica must know; then it is spent. */
function planSecondLook(
  { flight, secondLook }: RefreshState,
  epochNow: number | undefined,
  { jitter }: Draws,
  { epochConfirmSeconds }: VerifierDurations,
): SecondLook | undefined {
  const isAwaited = (epoch: number) => epochNow !== undefined && epochNow < epoch;
  const epoch = flight?.hintedEpoch;
  if (flight !== undefined && epoch !== undefined && isAwaited(epoch))
    return { epoch, atSeconds: flight.startedAtSeconds + settleSeconds(epochConfirmSeconds, jitter) };
  return secondLook !== undefined && isAwaited(secondLook.epoch) ? secondLook : undefined;
}

function concludeFetch(
  state: RefreshState,
  now: number,
  outcome: RefreshOutcome,
  draws: Draws,
  durations: VerifierDurations,
): OutcomePlan {
  if (outcome.kind === 'failed') return fail(state, now, draws, durations);
  if (outcome.kind === 'unchanged') return renew(state, now, outcome.lifetime, draws, durations);
  const { offered, lifetime } = outcome;
  const judgement = judgeSet(isUsable(state, now) ? state.held : undefined, offered, {
    again: state.flight?.again === true,
    doubt: state.doubt,
    now,
    epochConfirmSeconds: durations.epochConfirmSeconds,
  });
  if (judgement.verdict === 'adopt')
    return { verdict: 'adopt', suspicion: undefined, state: hold(state, offered, lifetime, draws) };
  const { verdict, suspicion } = judgement;
  if (verdict === 'look-again') {
    const flight = state.flight && { ...state.flight, noCache: true, again: true };
    return { verdict, suspicion, state: { ...state, flight } };
  }
  if (verdict === 'distrust') return { ...fail(state, now, draws, durations), verdict, suspicion };
  // The provider answers, so this is no failure; what is held stays in use as long as it may.
  const seen = state.doubt !== undefined && isSameSet(state.doubt, offered) ? state.doubt : undefined;
  const doubt = seen ?? { epoch: offered.epoch, members: offered.members, sinceSeconds: now };
  return { verdict, suspicion, state: { ...settle(state), doubt } };
}

function settle(state: RefreshState): RefreshState {
  return { ...state, flight: undefined, failures: 0, pausedUntilSeconds: Number.NEGATIVE_INFINITY };
}

function hold(state: RefreshState, set: OfferedSet, lifetime: Lifetime, { jitter }: Draws): RefreshState {
  const { requestedAtSeconds: from, generatedAtSeconds, freshUntilSeconds, usableUntilSeconds } = lifetime;
  const share = refreshShare.earliest + (refreshShare.latest - refreshShare.earliest) * jitter;
  const held = {
    epoch: set.epoch,
    members: set.members,
    kids: set.kids,
    generatedAtSeconds,
    freshUntilSeconds,
    usableUntilSeconds,
    refreshAtSeconds: from + (freshUntilSeconds - from) * share,
  };
  const withdrawnKids = rememberWithdrawn(state.withdrawnKids, state.held, set);
  return { ...settle(state), doubt: undefined, held, withdrawnKids };
}

/** Which part of its fresh time a set has had when it is refetched: wide enough to part a fleet that fetched in one second. */
const refreshShare = { earliest: 0.5, latest: 0.85 } as const;

function renew(
  state: RefreshState,
  now: number,
  lifetime: Lifetime,
  draws: Draws,
  durations: VerifierDurations,
): OutcomePlan {
  if (state.held === undefined) return fail(state, now, draws, durations);
  return { verdict: 'renew', suspicion: undefined, state: hold(state, state.held, lifetime, draws) };
}

function fail(state: RefreshState, now: number, draws: Draws, durations: VerifierDurations): OutcomePlan {
  const failures = state.failures + 1;
  const pause = backOffSeconds(failures, draws.backOff, longestPauseSeconds(state, now, durations));
  return {
    verdict: 'failed',
    suspicion: undefined,
    state: { ...state, flight: undefined, failures, pausedUntilSeconds: now + pause },
  };
}
