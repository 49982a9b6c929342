import {
  canRefetchFromSeconds,
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
import type { Behaviour, FetchCause, PartyState, Told } from '../behaviour.js';
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
      canRefetchFromSeconds(refresh.budget, durations.unknownKidCooldownSeconds),
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
    ask(state, cause, nowSeconds, told) {
      const plan = planRefresh(
        state.refresh,
        nowSeconds,
        causeOf(cause, state.refusedUntilSeconds, told),
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
      const { epoch, members } = moment;
      const outcome: RefreshOutcome =
        moment === state.held
          ? { kind: 'unchanged', lifetime }
          : { kind: 'set', offered: { epoch, members, kids: members }, lifetime };
      const draws = { jitter: draw(), backOff: draw() };
      const plan = planOutcome(state.refresh, nowSeconds, outcome, draws, durations);
      const held = plan.verdict === 'adopt' ? moment : state.held;
      const again = plan.verdict === 'look-again';
      const missed = copy.wantedKid !== undefined && held?.kids.has(copy.wantedKid) !== true;
      const forgotten = held === state.held ? state.refusedUntilSeconds : Number.NEGATIVE_INFINITY;
      const refusedUntilSeconds = missed ? nowSeconds + durations.unknownKidCooldownSeconds : forgotten;
      return { state: withInstants(plan.state, held, refusedUntilSeconds), again };
    },
    newsDelaySeconds: (state, nowSeconds, draw) => hintDelaySeconds(state.refresh, nowSeconds, draw),
  };
}

function causeOf(cause: FetchCause, refusedUntilSeconds: number, { epoch, kid }: Told): RefreshCause {
  if (cause === 'unknown-kid') return { kind: 'missing', kid, refusedUntilSeconds };
  if (cause === 'hint') return { kind: 'hint', epoch };
  // Somebody always asks, so that no party is asleep.
  return cause === 'timer' ? { kind: 'due', idleSeconds: 0 } : { kind: 'wanted' };
}
