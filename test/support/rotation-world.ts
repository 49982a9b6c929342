import { readyColdKey } from '../../provider/ring/cold-standby.js';
import { decideAcknowledgement } from '../../provider/ring/decide-acknowledgement.js';
import { decideClockConfirmation } from '../../provider/ring/decide-clock-confirmation.js';
import { decideImport } from '../../provider/ring/decide-import.js';
import {
  decideAdoption,
  decideFirstKeys,
  decidePreparation,
} from '../../provider/ring/decide-preparation.js';
import { decideRetirement } from '../../provider/ring/decide-retirement.js';
import type { Replacement } from '../../provider/ring/decide-revocation.js';
import { decideRevocation } from '../../provider/ring/decide-revocation.js';
import { decideRollBack } from '../../provider/ring/decide-roll-back.js';
import { decideRotation } from '../../provider/ring/decide-rotation.js';
import type { Decision, DecisionContext, PlannedStep } from '../../provider/ring/decision.js';
import type { KeyRing } from '../../provider/ring/key-ring.js';
import { findPublished, seriesOf } from '../../provider/ring/key-ring.js';
import { newRing } from '../../provider/ring/new-ring.js';
import { plan } from '../../provider/ring/plan.js';
import type { RotationPolicy, SeriesPolicy } from '../../provider/ring/policy.js';
import { settle } from '../../provider/ring/settle.js';
import { applySteps } from '../../provider/ring/steps.js';
import { counterKey, fillWithCounters } from './counter-keys.js';
import type { Deed } from './deed.js';
import { Observatory, type Trouble } from './observatory.js';
import type { RingHistory, RingVersion } from './ring-history.js';

const START_SECONDS = 10_000;

/** A ring on a clock of whole seconds, turned by the shipped decisions and by nothing else. */
export class RotationWorld {
  nowSeconds = START_SECONDS;
  ring: KeyRing;
  policy: RotationPolicy;
  readonly #versions: Omit<RingVersion, 'untilSeconds'>[] = [];
  readonly #emergencyKids = new Set<string>();
  readonly #brokenKids = new Set<string>();
  readonly #observatory = new Observatory();
  #deed: Deed['do'] | undefined;
  readonly #breaks: (serial: number) => boolean;
  #serial = 0;

  /** @param breaks which of the generated standby keys, by serial, sign garbage. */
  constructor(policy: RotationPolicy, breaks: (serial: number) => boolean = () => false) {
    this.policy = policy;
    this.#breaks = breaks;
    this.ring = newRing('https://issuer.example', policy, this.nowSeconds);
    this.#commit(decideFirstKeys(policy));
  }

  run(deeds: readonly Deed[]): this {
    for (const deed of deeds) this.perform(deed);
    return this;
  }

  perform(deed: Deed): Decision | undefined {
    this.#deed = deed.do;
    switch (deed.do) {
      case 'wait':
        this.nowSeconds += deed.seconds;
        return undefined;
      case 'wait-until-due': {
        const { nextChangeAtSeconds } = plan(this.ring, this.context());
        const target = (nextChangeAtSeconds ?? this.nowSeconds) + deed.offsetSeconds;
        this.nowSeconds = Math.max(this.nowSeconds, target);
        return undefined;
      }
      case 'tick':
        return this.#commit(this.#planned(this.context()));
      case 'foreign-tick':
        return this.#commit(this.#planned({ ...this.context(), policy: deed.policy }));
      case 'prepare':
        return this.#commit(decidePreparation(this.ring, this.#series(deed.pick), this.context()));
      case 'rotate':
        return this.#commit(decideRotation(this.ring, this.#series(deed.pick), this.context()));
      case 'roll-back':
        return this.#rollBack(this.#series(deed.pick), deed.oldest);
      case 'retire':
        return this.#commit(decideRetirement(this.ring, this.#kid(deed.pick), this.context()));
      case 'revoke':
        return this.#revoke(this.#kid(deed.pick), deed.replaceWith);
      case 'import':
        return this.#import(this.#series(deed.pick), deed.earlierSeconds);
      case 'acknowledge': {
        const request = { party: deed.party, kid: this.#kid(deed.pick) };
        return this.#commit(decideAcknowledgement(this.ring, request, this.context()));
      }
      case 'adopt': {
        const context = { ...this.context(), policy: deed.policy };
        const decision = decideAdoption(this.ring, context);
        if (decision.granted) this.policy = deed.policy;
        return this.#commit(decision);
      }
      case 'confirm-clock':
        return this.#commit(decideClockConfirmation(this.ring, 'it is right', this.context()));
      default:
        return this.#trouble(deed);
    }
  }

  #trouble(trouble: Trouble): undefined {
    const kid = trouble.do === 'fail-signer' ? this.#kid(trouble.pick) : '';
    this.#observatory.perform(trouble, this.ring, this.nowSeconds, kid);
  }

  context(): DecisionContext {
    const kids = this.ring.series.flatMap(({ keys }) => keys.map(({ kid }) => kid));
    const selfChecked = new Set(kids.filter((kid) => !this.#brokenKids.has(kid)));
    const observations = { selfChecked, ...this.#observatory.observations() };
    return { nowSeconds: this.nowSeconds, policy: this.policy, observations };
  }

  /** @param restSeconds how long the last version is looked at. */
  history(restSeconds = 120): RingHistory {
    const versions = this.#versions.map((version, index) => ({
      ...version,
      untilSeconds: this.#versions[index + 1]?.fromSeconds ?? this.nowSeconds + restSeconds,
    }));
    return { versions, emergencyKids: this.#emergencyKids, brokenKids: this.#brokenKids };
  }

  #planned(context: DecisionContext): Decision {
    return { granted: true, steps: plan(this.ring, context).steps, forced: [] };
  }

  #rollBack(series: SeriesPolicy, oldest: boolean): Decision {
    const keys = seriesOf(settle(this.ring, this.nowSeconds), series.name)?.keys ?? [];
    const kid = oldest ? keys.find(({ state }) => state === 'retiring')?.kid : undefined;
    return this.#commit(decideRollBack(this.ring, series, this.context(), kid));
  }

  #revoke(kid: string, replaceWith: Replacement): Decision {
    const before = new Set(this.#activeKids());
    const series = findPublished(settle(this.ring, this.nowSeconds), kid)?.series;
    const cold = replaceWith === 'cold' ? readyColdKey(series, this.nowSeconds) : undefined;
    const unsealed = cold && { kid: cold.kid };
    const request = { kid, replaceWith, reason: 'stolen', unsealed };
    const decision = this.#commit(decideRevocation(this.ring, request, this.context()));
    // A cold standby has waited its lead: nobody is to refuse what it signs.
    if (replaceWith === 'cold') return decision;
    for (const active of this.#activeKids()) if (!before.has(active)) this.#emergencyKids.add(active);
    return decision;
  }

  #import(series: SeriesPolicy, earlierSeconds: number | null): Decision {
    const kid = `import-${++this.#serial}`;
    const signsNow = earlierSeconds !== null && {
      alreadyPublished: { maxTokenLifetimeSeconds: earlierSeconds },
      force: { reason: 'relying parties know it' },
    };
    const request = { series, key: counterKey(kid, series.alg), formerKeys: [], ...(signsNow || {}) };
    // Relying parties have it from elsewhere, so it is excused for signing before its lead.
    if (signsNow) this.#emergencyKids.add(kid);
    return this.#commit(decideImport(this.ring, request, this.context()));
  }

  #activeKids(): readonly string[] {
    return this.ring.series.flatMap(({ keys }) =>
      keys.filter(({ state }) => state === 'active').map(({ kid }) => kid),
    );
  }

  #commit(decision: Decision): Decision {
    if (!decision.granted || decision.steps.length === 0) return decision;
    const observed = this.#observatory.observed(this.ring);
    this.ring = applySteps(this.ring, this.#fill(decision.steps), this.nowSeconds);
    const { ring, policy, nowSeconds: fromSeconds } = this;
    this.#versions.push({ ring, policy, fromSeconds, by: this.#deed, observed });
    return decision;
  }

  #fill(steps: readonly PlannedStep[]) {
    return fillWithCounters(steps, (slot) => {
      this.#serial += 1;
      const kid = `key-${this.#serial}`;
      // A key that signs at once is probed before it is committed.
      if (slot === 'next' && this.#breaks(this.#serial)) this.#brokenKids.add(kid);
      return kid;
    });
  }

  #series(pick: number): SeriesPolicy {
    const found = this.policy.series[pick % this.policy.series.length];
    if (found === undefined) throw new Error('a policy has a series');
    return found;
  }

  #kid(pick: number): string {
    const settled = settle(this.ring, this.nowSeconds);
    const published = settled.series.flatMap(({ keys }) => keys.map(({ kid }) => kid));
    const kids = [...published, ...settled.former.map(({ kid }) => kid)];
    return kids[pick % kids.length] ?? 'none';
  }
}
