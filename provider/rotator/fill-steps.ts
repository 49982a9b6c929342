import { CustodyError, type FreshKey, type KeyCustody, type WrapBinding } from '../custody/key-custody.js';
import type { KeySlot, PlannedStep } from '../ring/decision.js';
import type { SeriesPolicy } from '../ring/policy.js';
import type { Step } from '../ring/steps.js';
import { signProbe } from './self-check.js';

/** The keys of one change: generated once, outside every commit, and used again when a commit loses its race. */
export class KeySlots {
  readonly #custody: KeyCustody;
  readonly #imported: FreshKey | undefined;
  readonly #keys = new Map<string, Promise<FreshKey>>();

  /** @param imported a key of another issuer, which the steps may bring in. */
  constructor(custody: KeyCustody, imported?: FreshKey) {
    this.#custody = custody;
    this.#imported = imported;
  }

  /** The key that is brought in. */
  get imported(): FreshKey {
    if (this.#imported === undefined) throw new Error('a step imports a key that nobody brought');
    return this.#imported;
  }

  /** Every key that the steps publish is generated. */
  hold(steps: readonly PlannedStep[]): boolean {
    return neededKeys(steps).every(({ series, slot }) => this.#keys.has(slotName(series, slot)));
  }

  async generate(steps: readonly PlannedStep[]): Promise<void> {
    await Promise.all(neededKeys(steps).map(({ series, slot }) => this.take(series, slot)));
  }

  take(series: SeriesPolicy, slot: KeySlot): Promise<FreshKey> {
    const name = slotName(series, slot);
    const known = this.#keys.get(name) ?? this.#generate(series);
    this.#keys.set(name, known);
    return known;
  }

  /** A key that replaces another at once has no standby time to be probed in, so each is probed here (O2). */
  async #generate(series: SeriesPolicy): Promise<FreshKey> {
    const fresh = await this.#custody.generate(series.alg);
    await signProbe(fresh.signer, fresh.key);
    return fresh;
  }
}

interface NeededKey {
  readonly series: SeriesPolicy;
  readonly slot: KeySlot;
}

function neededKeys(steps: readonly PlannedStep[]): readonly NeededKey[] {
  return steps.flatMap((step): NeededKey[] => {
    if (step.do === 'publish') return [step];
    return step.do === 'publish-cold' ? [{ series: step.series, slot: 'cold' }] : [];
  });
}

function slotName(series: SeriesPolicy, slot: KeySlot): string {
  return `${slot} ${series.name}`;
}

/** Puts keys into planned steps. Each is wrapped for the very epoch that its commit gives it. */
export async function fillSteps(
  planned: readonly PlannedStep[],
  slots: KeySlots,
  at: { readonly issuer: string; readonly epoch: number },
): Promise<readonly Step[]> {
  return Promise.all(
    planned.map((step, index) =>
      fillStep(step, slots, { issuer: at.issuer, bornAtEpoch: at.epoch + index + 1 }),
    ),
  );
}

async function fillStep(
  step: PlannedStep,
  slots: KeySlots,
  at: { issuer: string; bornAtEpoch: number },
): Promise<Step> {
  if (step.do === 'publish') {
    const fresh = await slots.take(step.series, step.slot);
    const wrappedPrivateKey = await fresh.wrap({ ...at, series: step.series.name, kid: fresh.key.kid });
    return { do: 'publish', series: step.series, key: fresh.key, wrappedPrivateKey };
  }
  if (step.do === 'publish-cold') {
    const fresh = await slots.take(step.series, 'cold');
    const binding = { ...at, series: step.series.name, kid: fresh.key.kid };
    return { ...step, key: fresh.key, sealedPrivateKey: await sealFresh(fresh, binding, step.series) };
  }
  if (step.do === 'unseal') {
    const { series, kid, bornAtEpoch } = step;
    const wrappedPrivateKey = await slots.imported.wrap({ issuer: at.issuer, series, kid, bornAtEpoch });
    return { do: 'unseal', kid, wrappedPrivateKey };
  }
  if (step.do === 'import') {
    const wrappedPrivateKey = await slots.imported.wrap({
      ...at,
      series: step.series.name,
      kid: step.key.kid,
    });
    return { ...step, wrappedPrivateKey };
  }
  if (step.do === 'activate') {
    const kid =
      typeof step.kid === 'string' ? step.kid : (await slots.take(step.series, step.kid.slot)).key.kid;
    return { do: 'activate', series: step.series, kid };
  }
  return step;
}

function sealFresh(fresh: FreshKey, binding: WrapBinding, { coldStandby }: SeriesPolicy): Promise<string> {
  if (fresh.seal === undefined || coldStandby === undefined)
    throw new CustodyError('sealing_unsupported', 'this custody gives no private half away, not even sealed');
  return fresh.seal(binding, coldStandby.recoveryKey);
}
