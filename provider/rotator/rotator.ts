import { decideAdoption, decidePreparation } from '../ring/decide-preparation.js';
import { decideRestore } from '../ring/decide-restore.js';
import { decideRetirement } from '../ring/decide-retirement.js';
import type { RevocationRequest } from '../ring/decide-revocation.js';
import { decideRevocation } from '../ring/decide-revocation.js';
import { decideRewrap } from '../ring/decide-rewrap.js';
import { decideRollBack } from '../ring/decide-roll-back.js';
import { decideRotation } from '../ring/decide-rotation.js';
import type { Decision, DecisionContext } from '../ring/decision.js';
import { grant, refuse } from '../ring/decision.js';
import type { Force, Guard } from '../ring/guard.js';
import type { KeyRing } from '../ring/key-ring.js';
import { keyInState, seriesOf } from '../ring/key-ring.js';
import { plan } from '../ring/plan.js';
import type { SeriesPolicy } from '../ring/policy.js';
import { policyOf } from '../ring/policy.js';
import type { ChangeResult } from './commit-change.js';
import { commitChange } from './commit-change.js';
import type { StepSummary } from './journal-facts.js';
import { rewrapKeys } from './rewrap-keys.js';
import type { RingContext } from './ring-context.js';
import { RingError } from './ring-error.js';
import type { RingSnapshots } from './ring-snapshots.js';
import type { Candidates, SelfChecks } from './self-check.js';

/** What a verb did. */
export interface VerbOutcome {
  /** `already_rotated`: another replica or caller was first; the ring is as asked for. */
  readonly outcome: 'done' | 'nothing_due' | 'already_rotated' | 'refused';
  readonly steps: readonly StepSummary[];
  /** The guard that refused; only with `refused`. */
  readonly guard?: Guard;
  /** What is wanted by time but held back by a guard. */
  readonly waits: readonly Guard[];
  readonly epoch: number;
  /** Seconds of the store's clock; null when nothing is foreseen. */
  readonly nextChangeAtSeconds: number | null;
}

type Decide = (ring: KeyRing, context: DecisionContext) => Decision;

/**
 * The verbs of the ring, apart from any timer: the schedule, the cron endpoint, the operator and a drill call the same
 * ones. Each decides by a pure function and commits by compare-and-swap.
 */
export class Rotator {
  readonly #context: RingContext;
  readonly #snapshots: RingSnapshots;
  readonly #selfChecks: SelfChecks;

  constructor(context: RingContext, snapshots: RingSnapshots, selfChecks: SelfChecks) {
    this.#context = context;
    this.#snapshots = snapshots;
    this.#selfChecks = selfChecks;
  }

  /** Does what is due. Twice, on eight replicas or after a month: the same ring. */
  tick(actor: string): Promise<VerbOutcome> {
    return this.#change('tick', actor, (ring, context) => {
      const { steps, waits } = plan(ring, context);
      const differs = waits.find(({ rule }) => rule === 'I14');
      return differs === undefined ? grant(steps) : refuse(differs);
    });
  }

  async prepare(series: string, actor: string): Promise<VerbOutcome> {
    const policy = this.#series(series);
    return this.#change('prepare', actor, (ring, context) => decidePreparation(ring, policy, context));
  }

  /** Hands over to the standby. Refused by I8 while it is younger than its lead. */
  async rotate(series: string, actor: string, force?: Force): Promise<VerbOutcome> {
    const policy = this.#series(series);
    const decide: Decide = (ring, context) => decideRotation(ring, policy, context, force);
    return this.#changeSigner('rotate', series, actor, decide, force?.reason);
  }

  /** Takes a standby or retiring key out of the set. Refused by I3 while its tokens may live. */
  retire(kid: string, actor: string, force?: Force): Promise<VerbOutcome> {
    return this.#change(
      'retire',
      actor,
      (ring, context) => decideRetirement(ring, kid, context, force),
      force?.reason,
    );
  }

  revoke(request: RevocationRequest, actor: string): Promise<VerbOutcome> {
    return this.#change(
      'revoke',
      actor,
      (ring, context) => decideRevocation(ring, request, context),
      request.reason,
    );
  }

  /** Back to a key that is still published, by default the one that signed last. */
  async rollBack(series: string, actor: string, kid?: string): Promise<VerbOutcome> {
    const policy = this.#series(series);
    const decide: Decide = (ring, context) => decideRollBack(ring, policy, context, kid);
    return this.#changeSigner('roll-back', series, actor, decide, undefined, 'retiring');
  }

  /** After a backup was put in place of a lost ring; keys that were revoked since are revoked first. */
  restore(actor: string, reason: string, epochAbove?: number): Promise<VerbOutcome> {
    return this.#change(
      'restore',
      actor,
      (ring, context) => decideRestore(ring, context, epochAbove),
      reason,
    );
  }

  /** After the wrapping key turned: every private half is wrapped under the new one, so that the old one can be dropped. */
  async rewrap(actor: string): Promise<VerbOutcome> {
    const rewrapped = await rewrapKeys(this.#context);
    return this.#change('rewrap', actor, (ring, context) => decideRewrap(ring, rewrapped, context));
  }

  adoptPolicy(actor: string, force?: Force): Promise<VerbOutcome> {
    const decide: Decide = (ring, context) => decideAdoption(ring, context, force);
    return this.#change('adopt-policy', actor, decide, force?.reason);
  }

  /**
   * Two who ask for the same hand-over get one: whoever comes second finds another signer than the one that was to be
   * replaced, and must not replace that one too.
   */
  async #changeSigner(
    verb: string,
    series: string,
    actor: string,
    decide: Decide,
    reason?: string,
    candidates?: Candidates,
  ): Promise<VerbOutcome> {
    let asked: { readonly signer: string | undefined } | undefined;
    let raced = false;
    const decideOnce: Decide = (ring, context) => {
      const signer = keyInState(seriesOf(ring, series), 'active')?.kid;
      asked ??= { signer };
      raced ||= signer !== asked.signer;
      return raced ? grant([]) : decide(ring, context);
    };
    const outcome = await this.#change(verb, actor, decideOnce, reason, candidates);
    return raced ? { ...outcome, outcome: 'already_rotated' } : outcome;
  }

  async #change(
    verb: string,
    actor: string,
    decide: Decide,
    reason?: string,
    candidates?: Candidates,
  ): Promise<VerbOutcome> {
    const request = { actor, reason };
    const result = await commitChange(this.#context, request, this.#selfChecks, decide, candidates);
    const { ring, at, heldAfterMilliseconds: startedAtMilliseconds } = result;
    this.#snapshots.accept({ ring, at, startedAtMilliseconds });
    const outcome = await this.#report(result);
    this.#log(verb, actor, outcome);
    return outcome;
  }

  async #report(result: ChangeResult): Promise<VerbOutcome> {
    const { ring, at } = result;
    const { policy } = this.#context;
    const observations = { selfChecked: await this.#selfChecks.observe(ring) };
    const { waits, nextChangeAtSeconds } = plan(ring, { nowSeconds: at.nowSeconds, policy, observations });
    const common = { waits, epoch: ring.epoch, nextChangeAtSeconds };
    if (result.outcome === 'refused')
      return { outcome: 'refused', steps: [], guard: result.guard, ...common };
    if (result.outcome === 'nothing_due')
      return { outcome: result.raced ? 'already_rotated' : 'nothing_due', steps: [], ...common };
    return { outcome: 'done', steps: result.steps, ...common };
  }

  #log(verb: string, actor: string, { outcome, steps, guard, epoch }: VerbOutcome): void {
    if (outcome === 'nothing_due') return;
    const level = outcome === 'refused' ? 'warn' : 'info';
    this.#context.log(level, `ring.${verb}`, {
      actor,
      outcome,
      epoch,
      steps,
      ...(guard === undefined ? {} : { rule: guard.rule }),
    });
  }

  #series(name: string): SeriesPolicy {
    const found = policyOf(this.#context.policy, name);
    if (found !== undefined) return found;
    const known = this.#context.policy.series.map((series) => series.name).join(', ');
    throw new RingError('series_unknown', `there is no such series; the policy has ${known}`);
  }
}
