import type { FreshKey } from '../custody/key-custody.js';
import { decideFirstKeys } from '../ring/decide-preparation.js';
import type { Decision, DecisionContext, Granted } from '../ring/decision.js';
import type { Guard } from '../ring/guard.js';
import { appendToJournal } from '../ring/journal.js';
import type { KeyRing } from '../ring/key-ring.js';
import { newRing } from '../ring/new-ring.js';
import { applySteps } from '../ring/steps.js';
import { trimFormer } from '../ring/trim-former.js';
import { fillSteps, KeySlots } from './fill-steps.js';
import type { StepSummary } from './journal-facts.js';
import { journalFacts, summariseStep } from './journal-facts.js';
import { observe } from './observe.js';
import { readOwnRing } from './read-own-ring.js';
import type { RingContext } from './ring-context.js';
import { RingError } from './ring-error.js';
import type { Candidates, SelfChecks } from './self-check.js';
import type { StoreInstant } from './store-instant.js';
import { readStoreClock, steadySeconds } from './store-instant.js';
import { commitDeadlineSeconds } from './view-limits.js';

/** Who asks for a change, and why. */
export interface ChangeRequest {
  /** `schedule`, `cron`, `operator`, `drill`, `init`. */
  readonly actor: string;
  readonly reason?: string | undefined;
  /** The key that the change brings in. */
  readonly imported?: FreshKey | undefined;
}

export type ChangeResult = {
  readonly ring: KeyRing;
  readonly at: StoreInstant;
  /** The store held this ring at some time after this, by the monotonic clock: a commit is newer than what it began from. */
  readonly heldAfterMilliseconds: number;
} & (
  | { readonly outcome: 'committed'; readonly steps: readonly StepSummary[] }
  /** Nothing was due. `raced`: another writer did it between our read and our write. */
  | { readonly outcome: 'nothing_due'; readonly raced: boolean }
  | { readonly outcome: 'refused'; readonly guard: Guard }
);

const MAX_ATTEMPTS = 10;

/**
 * Decide, generate, decide again, commit. Keys are generated before the instant that is stamped, so that nobody counts a
 * lead from before the key could be served. A lost race is decided anew from what the winner left.
 */
export async function commitChange(
  context: RingContext,
  request: ChangeRequest,
  selfChecks: SelfChecks,
  decide: (ring: KeyRing, context: DecisionContext) => Decision,
  candidates: Candidates = 'standby',
): Promise<ChangeResult> {
  const slots = new KeySlots(context.custody, request.imported);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const heldAfterMilliseconds = context.clock.monotonicMilliseconds();
    const ring = await readOwnRing(context);
    const facts = {
      policy: context.policy,
      observations: await observe(context, selfChecks, ring, candidates),
    };
    const { decision, at } = await decideWithKeys(context, slots, (read) => {
      const known = withClock(context, facts, ring);
      return decide(ring, { ...known, nowSeconds: steadySeconds(context, read) });
    });
    const seen = { ring, at, heldAfterMilliseconds };
    if (!decision.granted) return { outcome: 'refused', guard: decision.guard, ...seen };
    if (decision.steps.length === 0) return { outcome: 'nothing_due', raced: attempt > 0, ...seen };
    const committed = await tryCommit(context, request, ring, decision, slots, at);
    if (committed !== undefined) return { outcome: 'committed', ...committed, at };
    context.log('info', 'ring.commit_lost', { epoch: ring.epoch, attempt });
  }
  throw new RingError('ring_contended', `no commit in ${MAX_ATTEMPTS} attempts: other writers won`, {
    retryAfterSeconds: 1,
  });
}

/** The clock was read since the rest was observed: a step that this reading shows counts. */
function withClock<Facts extends Pick<DecisionContext, 'observations'>>(
  { clockWatch }: RingContext,
  facts: Facts,
  ring: KeyRing,
): Facts {
  return { ...facts, observations: { ...facts.observations, clockStep: clockWatch?.pending(ring) } };
}

/** Decides until no key is missing any more: time goes on while keys are generated, and more may fall due. */
async function decideWithKeys(
  context: RingContext,
  slots: KeySlots,
  decide: (at: StoreInstant) => Decision,
): Promise<{ decision: Decision; at: StoreInstant }> {
  for (;;) {
    const at = await readStoreClock(context);
    const decision = decide(at);
    if (!decision.granted || slots.hold(decision.steps)) return { decision, at };
    await slots.generate(decision.steps);
  }
}

/** Writes the first keys of a new issuer. Rejects with RingError `ring_exists`. */
export async function commitFirstRing(context: RingContext, request: ChangeRequest): Promise<KeyRing> {
  const decision = decideFirstKeys(context.policy);
  const slots = new KeySlots(context.custody);
  await slots.generate(decision.steps);
  const at = await readStoreClock(context);
  const empty = newRing(context.issuer, context.policy, steadySeconds(context, at));
  const committed = await tryCommit(context, request, empty, decision, slots, at, null);
  if (committed === undefined) throw new RingError('ring_exists', 'the store holds a ring already');
  return committed.ring;
}

async function tryCommit(
  context: RingContext,
  request: ChangeRequest,
  ring: KeyRing,
  decision: Granted,
  slots: KeySlots,
  at: StoreInstant,
  expectedEpoch: number | null = ring.epoch,
): Promise<
  (Pick<ChangeResult, 'ring' | 'heldAfterMilliseconds'> & { steps: readonly StepSummary[] }) | undefined
> {
  const steps = await fillSteps(decision.steps, slots, { issuer: ring.issuer, epoch: ring.epoch });
  const nowSeconds = steadySeconds(context, at);
  const { actor, reason = null } = request;
  const facts = journalFacts(steps, {
    epoch: ring.epoch,
    nowSeconds,
    actor,
    reason,
    forced: decision.forced,
  });
  const { tail, overflow } = appendToJournal(ring.journal, facts);
  const trimmed = trimFormer(ring, applySteps(ring, steps, nowSeconds));
  // What leaves is in the archive before the ring forgets it; it was committed before, so a lost race is harmless.
  if (overflow.length > 0) await context.store.archive(overflow);
  if (trimmed.overflow.length > 0) await context.store.archiveKeys(trimmed.overflow);
  const next = { ...trimmed.ring, journal: tail };
  // A writer that was held up would count windows from before anyone could see the change. Before the first ring there
  // is no copy that anything could be counted against.
  const inRing = ring.series.map(({ terms }) => terms);
  const holds =
    expectedEpoch === null ? undefined : commitDeadlineSeconds(at.nowSeconds, context.policy.series, inRing);
  const heldAfterMilliseconds = context.clock.monotonicMilliseconds();
  if (!(await context.store.update(expectedEpoch, next, holds))) return undefined;
  return { ring: next, heldAfterMilliseconds, steps: steps.map(summariseStep) };
}
