import { profiles } from '@keyturn/shared/profiles';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planOutcome, type RefreshOutcome } from '../../../relying-party/keys/plan-outcome.js';
import {
  planRefresh,
  type RefreshCause,
  type RefreshPlan,
} from '../../../relying-party/keys/plan-refresh.js';
import {
  emptyRefreshState,
  isPaused,
  isUsable,
  type RefreshState,
} from '../../../relying-party/keys/refresh-state.js';
import { limits } from '../../../relying-party/limits.js';

const durations = profiles.default.verifier;
const C = durations.unknownKidCooldownSeconds;
const start = 1_000_000;

interface Moment {
  readonly now: number;
  readonly before: RefreshState;
  readonly cause: RefreshCause;
  readonly plan: RefreshPlan;
}

type Step =
  | { readonly kind: 'pass'; readonly seconds: number }
  | { readonly kind: 'ask'; readonly cause: RefreshCause }
  | { readonly kind: 'land'; readonly outcome: (now: number) => RefreshOutcome; readonly draw: number };

/** Runs the plan through a story and answers each question that was asked on the way. */
function play(story: readonly Step[], from: RefreshState = emptyRefreshState): readonly Moment[] {
  const moments: Moment[] = [];
  let state = from;
  let now = start;
  for (const step of story) {
    if (step.kind === 'pass') now += step.seconds;
    if (step.kind === 'ask') {
      const plan = planRefresh(state, now, step.cause, durations);
      moments.push({ now, before: state, cause: step.cause, plan });
      state = plan.state;
    }
    if (step.kind === 'land' && state.flight !== undefined) {
      const draws = { jitter: step.draw, backOff: step.draw };
      state = planOutcome(state, now, step.outcome(now), draws, durations).state;
    }
  }
  return moments;
}

const set =
  (members: readonly string[], epoch: number | undefined) =>
  (now: number): RefreshOutcome => ({
    kind: 'set',
    offered: { epoch, members, kids: members },
    lifetime: {
      requestedAtSeconds: now,
      generatedAtSeconds: now,
      freshUntilSeconds: now + 60,
      usableUntilSeconds: now + 120,
    },
  });
const good = set(['a'], undefined);
const failed = (): RefreshOutcome => ({ kind: 'failed' });

const asks: fc.Arbitrary<RefreshCause> = fc.oneof(
  fc.constant<RefreshCause>({ kind: 'wanted' }),
  fc.constant<RefreshCause>({ kind: 'missing', kid: 'z', refusedUntilSeconds: Number.NEGATIVE_INFINITY }),
  fc.constant<RefreshCause>({ kind: 'mismatch', refusedUntilSeconds: Number.NEGATIVE_INFINITY }),
  fc.integer({ min: 0, max: 20 }).map((epoch): RefreshCause => ({ kind: 'hint', epoch })),
  fc.constant<RefreshCause>({ kind: 'due', idleSeconds: 0 }),
);
const landings = fc.oneof(
  fc.constant(failed),
  fc
    .tuple(
      fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
      fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
    )
    .map(([members, epoch]) => set(members, epoch)),
);
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map((halves): Step => ({ kind: 'pass', seconds: halves / 2 })),
  asks.map((cause): Step => ({ kind: 'ask', cause })),
  fc
    .tuple(landings, fc.double({ min: 0, max: 0.999, noNaN: true }))
    .map(([outcome, draw]): Step => ({ kind: 'land', outcome, draw })),
);

/** The most asks for keys that strangers may cause from `since` on. */
const boundOf = (windowSeconds: number) => 5 + Math.ceil(windowSeconds / C);

const warm = play([
  { kind: 'ask', cause: { kind: 'wanted' } },
  { kind: 'land', outcome: good, draw: 0.5 },
  { kind: 'pass', seconds: 0 },
  { kind: 'ask', cause: { kind: 'wanted' } },
]);
const warmState: RefreshState = {
  ...(warm.at(-1)?.before ?? emptyRefreshState),
  budget: emptyRefreshState.budget,
};

test('the story begins with a set in use', () => {
  expect(warmState).toMatchObject({ flight: undefined, failures: 0, held: { members: ['a'] } });
});

test('strangers cause at most 5 + ceil(window / C) refetches, whatever they send and however it lands', () => {
  const strange = asks.filter(({ kind }) => kind !== 'wanted' && kind !== 'due');
  const storm: fc.Arbitrary<Step> = fc.oneof(
    fc.integer({ min: 0, max: 30 }).map((thirds): Step => ({ kind: 'pass', seconds: thirds / 3 })),
    strange.map((cause): Step => ({ kind: 'ask', cause })),
    landings.map((outcome): Step => ({ kind: 'land', outcome, draw: 0 })),
  );
  fc.assert(
    fc.property(fc.array(storm, { maxLength: 300 }), (story) => {
      const at = play(story, warmState)
        .filter(({ plan }) => plan.fetch)
        .map(({ now }) => now);
      for (const [first, since] of at.entries())
        for (const [last, until] of at.entries())
          if (last >= first) expect(last - first + 1).toBeLessThanOrEqual(boundOf(until - since));
    }),
    { numRuns: 300 },
  );
});

test('the bound is reached, so that one less would be wrong', () => {
  const story = Array.from({ length: 10_000 }, (): Step[] => [
    { kind: 'ask', cause: { kind: 'missing', kid: 'z', refusedUntilSeconds: Number.NEGATIVE_INFINITY } },
    { kind: 'land', outcome: good, draw: 0.5 },
    { kind: 'pass', seconds: 1 / 128 },
  ]).flat();
  const windowSeconds = 10_000 / 128;
  const fetches = play(story, warmState).filter(({ plan }) => plan.fetch).length;
  expect(fetches).toBe(5 + Math.floor(windowSeconds / C));
});

test('a flood leaves no gap of more than one cooldown between looks at the provider', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 500, maxLength: 500 });
  fc.assert(
    fc.property(gaps, (pauses) => {
      const story = pauses.flatMap((sixtyFourths): Step[] => [
        { kind: 'ask', cause: { kind: 'due', idleSeconds: 0 } },
        { kind: 'land', outcome: good, draw: 0.5 },
        { kind: 'ask', cause: { kind: 'missing', kid: 'z', refusedUntilSeconds: Number.NEGATIVE_INFINITY } },
        { kind: 'land', outcome: good, draw: 0.5 },
        { kind: 'pass', seconds: sixtyFourths / 64 },
      ]);
      const at = play(story, warmState)
        .filter(({ plan }) => plan.fetch)
        .map(({ now }) => now);
      // One more second for the flood's own pauses.
      for (const [i, now] of at.entries()) expect(now - (at[i - 1] ?? now)).toBeLessThanOrEqual(C + 1);
    }),
    { numRuns: 50 },
  );
});

test('whatever happens: one flight, no stale service past its end, no waiting while the provider pauses us', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 200 }), (story) => {
      for (const { now, before, cause, plan } of play(story)) {
        // A second one only in the place of one that was lost.
        if (plan.fetch && before.flight !== undefined)
          expect(now - before.flight.startedAtSeconds).toBeGreaterThanOrEqual(limits.lostFlightSeconds);
        if (plan.fetch) expect(isPaused(before, now)).toBe(false);
        if (cause.kind === 'wanted' && plan.answer === 'serve') expect(isUsable(before, now)).toBe(true);
        if (cause.kind === 'wanted' && plan.answer === 'unavailable')
          expect(isUsable(before, now)).toBe(false);
        if (plan.answer === 'wait') expect(isPaused(before, now)).toBe(false);
        if (plan.answer === 'wait') expect(plan.state.flight?.waitable).toBe(true);
        // Asking changes no key.
        expect(plan.state.held).toBe(before.held);
      }
    }),
    { numRuns: 500 },
  );
});

/** Every token is of a kid that the issuer may have withdrawn; `forgets` is the twin without the memory. */
function asksForWithdrawn(story: readonly Step[], forgets: boolean): number {
  let state = warmState;
  let now = start;
  let asked = 0;
  const gone = new Set<string>();
  for (const step of story) {
    if (step.kind === 'pass') now += step.seconds;
    if (step.kind === 'land' && state.flight !== undefined) {
      const draws = { jitter: step.draw, backOff: step.draw };
      const before = state.held;
      state = planOutcome(state, now, step.outcome(now), draws, durations).state;
      const { held } = state;
      const [from, to] = [before?.epoch, held?.epoch];
      if (held === before || held === undefined || before === undefined) continue;
      if (from === undefined || to === undefined || to < from) gone.clear();
      else if (to > from) for (const kid of before.kids) gone.add(kid);
      for (const kid of held.kids) gone.delete(kid);
    }
    if (step.kind !== 'ask') continue;
    const known = forgets ? { ...state, withdrawnKids: [] } : state;
    const plan = planRefresh(known, now, step.cause, durations);
    if (step.cause.kind === 'missing' && gone.has(step.cause.kid ?? '')) {
      if (plan.fetch) asked++;
      if (!forgets) expect(plan.answer).toBe('refuse');
    }
    state = plan.state;
  }
  return asked;
}

const withdrawals: fc.Arbitrary<Step> = fc.oneof(
  steps,
  fc.constantFrom('a', 'b', 'c').map(
    (kid): Step => ({
      kind: 'ask',
      cause: { kind: 'missing', kid, refusedUntilSeconds: Number.NEGATIVE_INFINITY },
    }),
  ),
);

test('a kid that a higher epoch took away is never asked for again; its twin without memory asks', () => {
  const stories = fc.array(withdrawals, { minLength: 150, maxLength: 200 });
  fc.assert(
    fc.property(stories, (story) => asksForWithdrawn(story, false) === 0),
    { numRuns: 100 },
  );
  const twin = fc.check(
    fc.property(stories, (story) => asksForWithdrawn(story, true) === 0),
    { numRuns: 100, endOnFailure: true },
  );
  expect(twin.failed).toBe(true);
});

test('second looks are paid for as the hints that they follow: the bound counts them too', () => {
  const storm: fc.Arbitrary<Step> = fc.oneof(
    fc.integer({ min: 0, max: 30 }).map((thirds): Step => ({ kind: 'pass', seconds: thirds / 3 })),
    fc.integer({ min: 2, max: 999 }).map((epoch): Step => ({ kind: 'ask', cause: { kind: 'hint', epoch } })),
    fc.constant<Step>({ kind: 'ask', cause: { kind: 'due', idleSeconds: 0 } }),
    fc.constant<Step>({ kind: 'land', outcome: set(['a'], 1), draw: 0 }),
  );
  const shown: RefreshState = {
    ...warmState,
    held: warmState.held && { ...warmState.held, epoch: 1, refreshAtSeconds: Number.POSITIVE_INFINITY },
  };
  let secondLooks = 0;
  fc.assert(
    fc.property(fc.array(storm, { minLength: 200, maxLength: 300 }), (story) => {
      const asked = play(story, shown).filter(
        ({ plan, before, cause }) =>
          plan.fetch &&
          (cause.kind === 'hint' || (before.secondLook !== undefined && plan.state.secondLook === undefined)),
      );
      secondLooks += asked.filter(({ cause }) => cause.kind === 'due').length;
      const at = asked.map(({ now }) => now);
      for (const [first, since] of at.entries())
        for (const [last, until] of at.entries())
          if (last >= first) expect(last - first + 1).toBeLessThanOrEqual(boundOf(until - since));
    }),
    { numRuns: 100 },
  );
  expect(secondLooks).toBeGreaterThan(0);
});

test('a set that lost a key is never taken from an issuer with epochs, unless its epoch moved', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 200 }), (story) => {
      const seen = play(story.flatMap((step): Step[] => [step, { kind: 'ask', cause: { kind: 'wanted' } }]));
      for (const [i, { before, now }] of seen.entries()) {
        const { held: old } = seen[i - 1]?.before ?? {};
        const { held } = before;
        if (old?.epoch === undefined || held === undefined || now >= old.usableUntilSeconds) continue;
        const lost = old.members.some((member) => !held.members.includes(member));
        if (lost) expect(held.epoch).not.toBe(old.epoch);
      }
    }),
    { numRuns: 500 },
  );
});
