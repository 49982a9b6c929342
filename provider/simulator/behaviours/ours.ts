import {
  BURST_REFETCHES,
  emptyRefreshState,
  hintDelaySeconds,
  nextWakeSeconds,
  planOutcome,
  planRefresh,
  type RefreshCause,
  type RefreshOutcome,
  type RefreshState,
} from '@keyturn/relying-party/plan';
import { freshnessOf } from '@keyturn/shared/cache-headers';
import type { VerifierDurations } from '@keyturn/shared/profiles';
import type { Behaviour, FetchCause, PartyState } from '../behaviour.js';
import type { IssuerMoment } from '../issuer-history.js';
import { never } from './cache-behaviour.js';

export interface OurState extends PartyState {
  readonly refresh: RefreshState;
  /** Until when the kid that was looked for last and not found is refused without a look. */
  readonly refusedUntilSeconds: number;
}

/** `@keyturn/relying-party` itself: the very plan that its verifier runs, with the durations of the policy's profile. */
export function oursBehaviour(durations: VerifierDurations): Behaviour<OurState> {
  const limits = { ...durations, staleInSpiteOfMustRevalidate: false };
  const freshFor = (maxAgeSeconds: number) =>
    Math.min(durations.maxFreshSeconds, Math.max(durations.minFreshSeconds, maxAgeSeconds));

  const withInstants = (
    refresh: RefreshState,
    held: IssuerMoment | undefined,
    refusedUntilSeconds: number,
  ): OurState => ({
    held,
    refusedUntilSeconds,
    refresh,
    fetchesAtSeconds: nextWakeSeconds(refresh, durations) ?? never,
    expiresAtSeconds: refresh.held?.freshUntilSeconds ?? Number.NEGATIVE_INFINITY,
    looksAgainAtSeconds: Math.max(
      refusedUntilSeconds,
      refresh.budget.paidUntilSeconds - (BURST_REFETCHES - 1) * durations.unknownKidCooldownSeconds,
    ),
  });

  return {
    name: 'ours',
    title: '@keyturn/relying-party',
    setting: 'maxFreshSeconds',
    hearsNews: true,
    terms: ({ jwksMaxAgeSeconds, staleSeconds }) => ({
      healthyCopySeconds: freshFor(jwksMaxAgeSeconds),
      cachedAtMostSeconds:
        freshFor(jwksMaxAgeSeconds) + Math.min(staleSeconds, durations.staleIfErrorSeconds),
      refetchCooldownSeconds: durations.unknownKidCooldownSeconds,
    }),
    begin: () => withInstants(emptyRefreshState, undefined, Number.NEGATIVE_INFINITY),
    ask(state, cause, nowSeconds, newsEpoch) {
      const plan = planRefresh(
        state.refresh,
        nowSeconds,
        causeOf(cause, state.refusedUntilSeconds, newsEpoch),
        durations,
      );
      return plan.fetch ? withInstants(plan.state, state.held, state.refusedUntilSeconds) : undefined;
    },
    receive(state, copy, nowSeconds, draw) {
      const { moment, headers } = copy;
      const { generatedAtSeconds, freshUntilSeconds, usableUntilSeconds } = freshnessOf(
        headers,
        nowSeconds,
        limits,
      );
      const lifetime = {
        generatedAtSeconds,
        freshUntilSeconds,
        usableUntilSeconds,
        requestedAtSeconds: nowSeconds,
      };
      const outcome: RefreshOutcome =
        moment === state.held ? { kind: 'unchanged', lifetime } : { kind: 'set', offered: moment, lifetime };
      const draws = { jitter: draw(), backOff: draw() };
      const plan = planOutcome(state.refresh, nowSeconds, outcome, draws, durations);
      const held = plan.verdict === 'adopt' ? moment : state.held;
      const again = plan.verdict === 'look-again';
      const missed = copy.wantedKid !== undefined && held?.kids.has(copy.wantedKid) !== true;
      const forgotten = held === state.held ? state.refusedUntilSeconds : Number.NEGATIVE_INFINITY;
      const refusedUntilSeconds = missed ? nowSeconds + durations.unknownKidCooldownSeconds : forgotten;
      return { state: withInstants(plan.state, held, refusedUntilSeconds), again };
    },
    newsDelaySeconds: (state, draw) => hintDelaySeconds(state.refresh, draw),
  };
}

function causeOf(cause: FetchCause, refusedUntilSeconds: number, epoch: number): RefreshCause {
  if (cause === 'unknown-kid') return { kind: 'missing', refusedUntilSeconds };
  if (cause === 'hint') return { kind: 'hint', epoch };
  // Somebody always asks, so that no party is asleep.
  return cause === 'timer' ? { kind: 'due', idleSeconds: 0 } : { kind: 'wanted' };
}
