import type { FreshKey } from '../custody/key-custody.js';
import { decideAdoption } from '../ring/decide-preparation.js';
import { decideRestore } from '../ring/decide-restore.js';
import type { RevocationRequest } from '../ring/decide-revocation.js';
import { decideRewrap } from '../ring/decide-rewrap.js';
import type { Decision, DecisionContext } from '../ring/decision.js';
import { grant, refuse } from '../ring/decision.js';
import { foresee } from '../ring/foresee.js';
import type { Force, Guard } from '../ring/guard.js';
import type { KeyRing } from '../ring/key-ring.js';
import { keyInState, seriesOf } from '../ring/key-ring.js';
import { plan } from '../ring/plan.js';
import type { SeriesPolicy } from '../ring/policy.js';
import { policyOf } from '../ring/policy.js';
import { decideRequest, type RingRequest } from '../ring/ring-request.js';
import { createTurns } from '../stores/turns.js';
import type { ChangeResult } from './commit-change.js';
import { commitChange } from './commit-change.js';
import { describeForesight, type Foresight } from './foresight.js';
import type { StepSummary } from './journal-facts.js';
import { observe } from './observe.js';
import { type KeyImport, type PreparedImport, prepareImport } from './prepare-import.js';
import { type PreparedUnsealing, prepareUnsealing, type Unsealing } from './prepare-unsealing.js';
import { readOwnRing } from './read-own-ring.js';
import { rewrapKeys } from './rewrap-keys.js';
import type { RingContext } from './ring-context.js';
import { RingError } from './ring-error.js';
import type { RingSnapshots } from './ring-snapshots.js';
import type { Candidates, SelfChecks } from './self-check.js';
import { readSteadySeconds, steadySeconds } from './store-instant.js';

export interface Outlook {
  /** What is wanted by time but held back by a guard. */
  readonly waits: readonly Guard[];
  /** Seconds of the store's clock; null when nothing is foreseen. */
  readonly nextChangeAtSeconds: number | null;
}

/** What a verb did. */
export interface VerbOutcome extends Outlook {
  /** `already_rotated`: another replica or caller was first; the ring is as asked for. */
  readonly outcome: 'done' | 'nothing_due' | 'already_rotated' | 'refused';
  readonly steps: readonly StepSummary[];
  /** The guard that refused; only with `refused`. */
  readonly guard?: Guard;
  readonly epoch: number;
}

type Decide = (ring: KeyRing, context: DecisionContext) => Decision;

/**
 * The verbs of the ring, apart from any timer: the schedule, the cron endpoint, the operator and a drill call the same
 * ones. Each decides by a pure function and commits by compare-and-swap. In one process they go one after the other, since
 * whoever is certain to lose would generate a key for nothing.
 */
export class Rotator {
  readonly #context: RingContext;
  readonly #snapshots: RingSnapshots;
  readonly #selfChecks: SelfChecks;
  readonly #inTurn = createTurns();

  constructor(context: RingContext, snapshots: RingSnapshots, selfChecks: SelfChecks) {
    this.#context = context;
    this.#snapshots = snapshots;
    this.#selfChecks = selfChecks;
  }

  /** Does what is due. Twice, on eight replicas or after a month: the same ring. */
  tick(actor: string): Promise<VerbOutcome> {
    return this.#change('tick', actor, (ring, context) => {
      const { steps, waits } = plan(ring, context);
      const stops = waits.find(({ rule }) => rule === 'I14' || rule === 'O3');
      return stops === undefined ? grant(steps) : refuse(stops);
    });
  }

  async prepare(series: string, actor: string): Promise<VerbOutcome> {
    return this.#perform({ verb: 'prepare', series: this.series(series) }, actor);
  }

  /** Hands over to the standby. Refused by I8 while it is younger than its lead. */
  async rotate(series: string, actor: string, force?: Force): Promise<VerbOutcome> {
    return this.#changeSigner({ verb: 'rotate', series: this.series(series), force }, actor);
  }

  /** Takes a standby or retiring key out of the set. Refused by I3 while its tokens may live. */
  retire(kid: string, actor: string, force?: Force): Promise<VerbOutcome> {
    return this.#perform({ verb: 'retire', kid, force }, actor);
  }

  revoke(request: RevocationRequest, actor: string): Promise<VerbOutcome> {
    return this.#perform({ verb: 'revoke', ...request }, actor);
  }

  /** Back to a key that is still published, by default the one that signed last. */
  async rollBack(series: string, actor: string, kid?: string): Promise<VerbOutcome> {
    return this.#changeSigner({ verb: 'roll-back', series: this.series(series), kid }, actor);
  }

  /** Does what was asked for; what it imports must be brought. */
  perform(request: RingRequest, actor: string, imported?: FreshKey): Promise<VerbOutcome> {
    return request.verb === 'rotate' || request.verb === 'roll-back'
      ? this.#changeSigner(request, actor)
      : this.#perform(request, actor, imported);
  }

  /** A key of another issuer, made ready for `perform` or `foresee`. Rejects with KeyImportError. */
  prepareImport(series: string, asked: KeyImport): Promise<PreparedImport> {
    return prepareImport(this.#context, this.series(series), asked);
  }

  /**
   * A revocation whose replacement is the cold standby, opened with the operator's recovery key and made ready for
   * `perform`. Rejects with CustodyError `recovery_key_wrong`.
   */
  prepareUnsealing(asked: Unsealing): Promise<PreparedUnsealing> {
    return prepareUnsealing(this.#context, asked);
  }

  /** What a request would do to the ring as the store has it now, and whom it would hurt. Changes nothing. */
  async foresee(request: RingRequest): Promise<Foresight> {
    const ring = await readOwnRing(this.#context);
    const nowSeconds = await readSteadySeconds(this.#context);
    const observations = await observe(this.#context, this.#selfChecks, ring, candidatesOf(request));
    const { policy } = this.#context;
    return describeForesight(foresee(request, ring, { nowSeconds, policy, observations }), ring.epoch);
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

  /** O3: an operator says that the clock is right, after a step of it was seen. */
  confirmClock(actor: string, reason: string): Promise<VerbOutcome> {
    return this.perform({ verb: 'confirm-clock', reason }, actor);
  }

  adoptPolicy(actor: string, force?: Force): Promise<VerbOutcome> {
    const decide: Decide = (ring, context) => decideAdoption(ring, context, force);
    return this.#change('adopt-policy', actor, decide, force?.reason);
  }

  #perform(request: RingRequest, actor: string, imported?: FreshKey): Promise<VerbOutcome> {
    const decide: Decide = (ring, context) => decideRequest(request, ring, context);
    return this.#change(request.verb, actor, decide, reasonOf(request), candidatesOf(request), imported);
  }

  /**
   * Two who ask for the same hand-over get one: whoever comes second finds another signer than the one that was to be
   * replaced, and must not replace that one too.
   */
  async #changeSigner(
    request: Extract<RingRequest, { verb: 'rotate' | 'roll-back' }>,
    actor: string,
  ): Promise<VerbOutcome> {
    const signerIn = (ring: KeyRing) => keyInState(seriesOf(ring, request.series.name), 'active')?.kid;
    // Before its turn comes: those who go first are those whom it must not follow.
    const asked = signerIn(await readOwnRing(this.#context));
    let raced = false;
    const decideOnce: Decide = (ring, context) => {
      raced ||= signerIn(ring) !== asked;
      return raced ? grant([]) : decideRequest(request, ring, context);
    };
    const outcome = await this.#change(
      request.verb,
      actor,
      decideOnce,
      reasonOf(request),
      candidatesOf(request),
    );
    return raced ? { ...outcome, outcome: 'already_rotated' } : outcome;
  }

  async #change(
    verb: string,
    actor: string,
    decide: Decide,
    reason?: string,
    candidates?: Candidates,
    imported?: FreshKey,
  ): Promise<VerbOutcome> {
    const request = { actor, reason, imported };
    const result = await this.#inTurn(() =>
      commitChange(this.#context, request, this.#selfChecks, decide, candidates),
    );
    const { ring, at, heldAfterMilliseconds: startedAtMilliseconds } = result;
    this.#snapshots.accept({ ring, at, startedAtMilliseconds });
    const outcome = await this.#report(result);
    this.#log(verb, actor, outcome);
    return outcome;
  }

  /** What is wanted by time but held back, and when the next change is due. */
  async outlook(): Promise<Outlook> {
    const ring = await readOwnRing(this.#context);
    return this.#outlookOn(ring, await readSteadySeconds(this.#context));
  }

  async #outlookOn(ring: KeyRing, nowSeconds: number): Promise<Outlook> {
    const observations = await observe(this.#context, this.#selfChecks, ring);
    const { waits, nextChangeAtSeconds } = plan(ring, {
      nowSeconds,
      policy: this.#context.policy,
      observations,
    });
    return { waits, nextChangeAtSeconds };
  }

  async #report(result: ChangeResult): Promise<VerbOutcome> {
    const { ring, at } = result;
    const common = { ...(await this.#outlookOn(ring, steadySeconds(this.#context, at))), epoch: ring.epoch };
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

  /** The policy of a series. Throws RingError `series_unknown`. */
  series(name: string): SeriesPolicy {
    const found = policyOf(this.#context.policy, name);
    if (found !== undefined) return found;
    const known = this.#context.policy.series.map((series) => series.name).join(', ');
    throw new RingError('series_unknown', `there is no such series; the policy has ${known}`);
  }
}

function reasonOf(request: RingRequest): string | undefined {
  if (request.verb === 'revoke' || request.verb === 'confirm-clock') return request.reason;
  // The journal's entries have no member of their own for who it was.
  if (request.verb === 'acknowledge') return request.party;
  return 'force' in request ? request.force?.reason : undefined;
}

/** Only a rollback goes to a key that signed before. */
function candidatesOf({ verb }: RingRequest): Candidates {
  return verb === 'roll-back' ? 'retiring' : 'standby';
}
