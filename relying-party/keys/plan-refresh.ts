import type { VerifierDurations } from '@keyturn/shared/profiles';
import { canRefetch, countRefetch, spendRefetch } from './kid-budget.js';
import { isFresh, isPaused, isUsable, type RefreshState } from './refresh-state.js';

/** Why the plan is asked. Instants are seconds of one clock that never steps back. */
export type RefreshCause =
  /** A request needs the set. */
  | { readonly kind: 'wanted' }
  /** The set in use has no key for a token. */
  | { readonly kind: 'missing'; readonly refusedUntilSeconds: number }
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
  return rule(state, now, cause as never, durations);
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
    if (flight !== undefined) return keep(state, flight.waitable ? 'wait' : 'unavailable');
    if (isPaused(state, now)) return keep(state, 'unavailable');
    return start(state, now, durations, 'wait');
  },

  missing(state, now, cause, durations) {
    if (now < cause.refusedUntilSeconds) return keep(state, 'refuse');
    if (state.flight !== undefined) return keep(state, state.flight.waitable ? 'wait' : 'unavailable');
    if (isPaused(state, now)) return keep(state, 'unavailable');
    if (!canRefetch(state.budget, now, durations.unknownKidCooldownSeconds)) return keep(state, 'refuse');
    return start(state, now, durations, 'wait', { noCache: true });
  },

  mismatch(state, now, cause, durations) {
    const plan = rules.missing(state, now, { ...cause, kind: 'missing' }, durations);
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
    return start({ ...state, spentEpochs }, now, durations, 'serve', { noCache: true });
  },

  due(state, now, { idleSeconds }, durations) {
    const wake = nextWakeSeconds(state, durations);
    // An issuer that nobody asks for is let sleep; the next request waits for one fetch.
    const asleep = idleSeconds > durations.maxFreshSeconds;
    if (wake === undefined || now < wake || asleep) return keep(state, 'serve');
    return start(state, now, durations, 'serve', {
      noCache: state.doubt !== undefined,
      waitable: state.failures === 0,
      charge: countRefetch,
    });
  },
};

/** Which part of its fresh time a set may have left behind it before a hint is followed. */
const HINT_SHARE = 0.1;

/**
 * How long to put off the refetch that a hint asks for. Everybody hears of a change within the same second, and nobody can
 * tell a planned one from a revocation, so the fleet is spread over a tenth of the set's fresh time: the tail of a
 * revocation grows by that much and no more. Whoever lacks a key for a token does not wait for this.
 * @param draw uniform in [0, 1).
 */
export function hintDelaySeconds({ held }: RefreshState, draw: number): number {
  if (held === undefined) return 0;
  return Math.max(0, held.freshUntilSeconds - held.generatedAtSeconds) * HINT_SHARE * draw;
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
  if (state.doubt !== undefined) return state.doubt.sinceSeconds + durations.epochConfirmSeconds;
  return state.held?.refreshAtSeconds;
}

function beganFresh({ flight, held }: RefreshState): boolean {
  return flight !== undefined && held !== undefined && flight.startedAtSeconds < held.freshUntilSeconds;
}

function keep(state: RefreshState, answer: RefreshAnswer): RefreshPlan {
  return { answer, fetch: false, state };
}

function start(
  state: RefreshState,
  now: number,
  durations: VerifierDurations,
  answer: RefreshAnswer,
  { noCache = false, waitable = true, charge = spendRefetch } = {},
): RefreshPlan {
  const flight = { startedAtSeconds: now, noCache, waitable, again: false };
  const budget = charge(state.budget, now, durations.unknownKidCooldownSeconds);
  return { answer, fetch: true, state: { ...state, flight, budget } };
}
