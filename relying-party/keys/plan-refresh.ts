import type { VerifierDurations } from '@keyturn/shared/verifier-profiles';
import { limits } from '../limits.js';
import { canRefetch, canRefetchFromSeconds, countRefetch, spendRefetch } from './kid-budget.js';
import {
  type Flight,
  isFresh,
  isPaused,
  isUsable,
  type RefreshState,
  withoutFlight,
} from './refresh-state.js';

/** Why the plan is asked. Instants are seconds of one clock that never steps back. */
export type RefreshCause =
  /** A request needs the set. */
  | { readonly kind: 'wanted' }
  /** The set in use has no key for a token. */
  | {
      readonly kind: 'missing';
      readonly kid: string | undefined;
      readonly refusedUntilSeconds: number;
    }
  /** A signature failed under a key of the set. */
  | { readonly kind: 'mismatch'; readonly refusedUntilSeconds: number }
  /** A verified token carried this epoch. */
  | { readonly kind: 'hint'; readonly epoch: number }
  /** The timer of `nextWakeSeconds`. */
  | { readonly kind: 'due'; readonly idleSeconds: number };

/** What to answer: use the set, wait for the fetch under way, the key is not there, nobody can tell. */
export type RefreshAnswer = 'serve' | 'wait' | 'refuse' | 'unavailable';

export interface RefreshPlan {
  readonly answer: RefreshAnswer;
  /** Start the flight that `state` now holds. */
  readonly fetch: boolean;
  readonly state: RefreshState;
}

/** The refresh plan: what one cause at one instant leads to. Pure; a shell performs it. */
export function planRefresh(
  state: RefreshState,
  now: number,
  cause: RefreshCause,
  durations: VerifierDurations,
): RefreshPlan {
  const rule = rules[cause.kind] as Rule<typeof cause.kind>;
  return rule(isFlightLost(state, now) ? withoutFlight(state) : state, now, cause as never, durations);
}

/**
 * Where a runtime ends work together with the request that began it, nobody hears how the flight ended: it must not
 * stand before all later ones.
 */
function isFlightLost({ flight }: RefreshState, now: number): boolean {
  return flight !== undefined && now - flight.startedAtSeconds >= limits.lostFlightSeconds;
}

type Rule<K extends RefreshCause['kind']> = (
  state: RefreshState,
  now: number,
  cause: Extract<RefreshCause, { kind: K }>,
  durations: VerifierDurations,
) => RefreshPlan;

const rules: { readonly [K in RefreshCause['kind']]: Rule<K> } = {
  wanted(state, now, _cause, durations) {
    const usable = isUsable(state, now);
    const { flight } = state;
    if (isFresh(state, now)) return keep(state, 'serve');
    // Whoever holds a good set never waits: not for a refresh that began in time, not for a provider that fails.
    if (usable && (state.failures > 0 || state.doubt !== undefined || beganFresh(state))) {
      const idle = flight === undefined && state.failures > 0 && !isPaused(state, now);
      return idle ? start(state, now, durations, 'serve', { waitable: false }) : keep(state, 'serve');
    }
    if (flight !== undefined)
      return keep(state, isAwaitable(flight, now, durations) ? 'wait' : 'unavailable');
    if (isPaused(state, now)) return keep(state, 'unavailable');
    return start(state, now, durations, 'wait');
  },

  missing(state, now, cause, durations) {
    const { flight, withdrawnKids } = state;
    const isWithdrawn = cause.kid !== undefined && withdrawnKids.includes(cause.kid);
    if (isWithdrawn || now < cause.refusedUntilSeconds) return keep(state, 'refuse');
    if (flight !== undefined)
      return keep(state, isAwaitable(flight, now, durations) ? 'wait' : 'unavailable');
    if (isPaused(state, now)) return keep(state, 'unavailable');
    if (!canRefetch(state.budget, now, durations.unknownKidCooldownSeconds)) return keep(state, 'refuse');
    return start(state, now, durations, 'wait', { noCache: true });
  },

  mismatch(state, now, cause, durations) {
    const plan = rules.missing(state, now, { ...cause, kind: 'missing', kid: undefined }, durations);
    // The key is there and said no: whatever keeps us from a second look, that answer stands.
    return plan.answer === 'wait' ? plan : keep(state, 'refuse');
  },

  hint(state, now, { epoch }, durations) {
    const known = state.held?.epoch;
    const isNews = known !== undefined && epoch > known && !state.spentEpochs.includes(epoch);
    const mayStart = state.flight === undefined && !isPaused(state, now);
    if (!isNews || !mayStart || !canRefetch(state.budget, now, durations.unknownKidCooldownSeconds))
      return keep(state, 'serve');
    const spentEpochs = [epoch, ...state.spentEpochs].slice(0, MAX_SPENT_EPOCHS);
    return start({ ...state, spentEpochs }, now, durations, 'serve', { noCache: true, hintedEpoch: epoch });
  },

  due(state, now, { idleSeconds }, durations) {
    const wake = nextWakeSeconds(state, durations);
    // An issuer that nobody asks for is let sleep; the next request waits for one fetch.
    const asleep = idleSeconds > durations.maxFreshSeconds;
    if (wake === undefined || now < wake || asleep) return keep(state, 'serve');
    const looksAgain = now >= secondLookAtSeconds(state, durations);
    const rest = looksAgain ? { ...state, secondLook: undefined } : state;
    return start(rest, now, durations, 'serve', {
      noCache: looksAgain || state.doubt !== undefined,
      waitable: state.failures === 0,
      // A token told of it, so that the budget of tokens pays.
      charge: looksAgain ? spendRefetch : countRefetch,
    });
  },
};

/** Over which part of a set's fresh time a fleet that heard the same news is spread. */
const HINT_SHARE = 0.3;

/**
 * How long to put off the refetch that a hint asks for. Everybody hears of a change within the same second, and nobody can
 * tell a planned one from a revocation, so the fleet is spread evenly over a window of three tenths of the set's fresh
 * time. Whoever would refresh in that window anyway does it then, and so asks once and not twice: the fleet's rate is that
 * of one request each in the window, 2.25 times the steady one (one in 0.675 of the fresh time), and a fifth would be 3.4
 * times. No refresh is ever put off, so every bound that counts by max-age stands. Whoever lacks a key for a token does not
 * wait for this.
 * @param draw uniform in [0, 1).
 */
export function hintDelaySeconds({ held }: RefreshState, now: number, draw: number): number {
  if (held === undefined) return 0;
  const windowSeconds = Math.max(0, held.freshUntilSeconds - held.generatedAtSeconds) * HINT_SHARE;
  const untilRefresh = held.refreshAtSeconds - now;
  return untilRefresh >= 0 && untilRefresh < windowSeconds ? untilRefresh : windowSeconds * draw;
}

/** The plan of who was closed: what is fresh is good until it is not, and nothing is fetched. Never stale keys: news cannot come. */
export function planClosed(state: RefreshState, now: number, cause: RefreshCause): RefreshPlan {
  return keep(state, cause.kind === 'wanted' && isFresh(state, now) ? 'serve' : 'unavailable');
}

/** A few are enough: whoever can sign tokens with made-up epochs is still held by the budget. */
const MAX_SPENT_EPOCHS = 8;

/** When to ask the plan again with `due`; undefined while a fetch is under way or there is nothing to wait for. */
export function nextWakeSeconds(state: RefreshState, durations: VerifierDurations): number | undefined {
  if (state.flight !== undefined) return undefined;
  if (state.failures > 0) return state.pausedUntilSeconds;
  const { doubt, held, secondLook } = state;
  const own =
    doubt === undefined ? held?.refreshAtSeconds : doubt.sinceSeconds + durations.epochConfirmSeconds;
  if (secondLook === undefined) return own;
  return Math.min(secondLookAtSeconds(state, durations), own ?? Number.POSITIVE_INFINITY);
}

/** When the second look at an epoch is due and the budget pays for it; infinity where none is. */
function secondLookAtSeconds({ secondLook, budget }: RefreshState, durations: VerifierDurations): number {
  if (secondLook === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(secondLook.atSeconds, canRefetchFromSeconds(budget, durations.unknownKidCooldownSeconds));
}

/** No longer than one fetch may take: an attempt that goes on has met a provider in trouble, and nobody waits for that. */
function isAwaitable(
  { waitable, startedAtSeconds }: Flight,
  now: number,
  durations: VerifierDurations,
): boolean {
  return waitable && now < startedAtSeconds + durations.fetchDeadlineSeconds;
}

function beganFresh({ flight, held }: RefreshState): boolean {
  return flight !== undefined && held !== undefined && flight.startedAtSeconds < held.freshUntilSeconds;
}

interface StartTerms {
  readonly noCache?: boolean;
  readonly waitable?: boolean;
  readonly charge?: typeof spendRefetch;
  readonly hintedEpoch?: number;
}

function keep(state: RefreshState, answer: RefreshAnswer): RefreshPlan {
  return { answer, fetch: false, state };
}

function start(
  state: RefreshState,
  now: number,
  durations: VerifierDurations,
  answer: RefreshAnswer,
  { noCache = false, waitable = true, charge = spendRefetch, hintedEpoch }: StartTerms = {},
): RefreshPlan {
  const flight = { startedAtSeconds: now, noCache, waitable, again: false, hintedEpoch };
  const budget = charge(state.budget, now, durations.unknownKidCooldownSeconds);
  return { answer, fetch: true, state: { ...state, flight, budget } };
}
