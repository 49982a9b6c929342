import { isConfirmed } from '../../provider/ring/clock-step.js';
import type { KeyRing } from '../../provider/ring/key-ring.js';
import type { ClockStep, Observations, PublicView } from '../../provider/ring/observations.js';
import { noteEpoch, unseen } from '../../provider/ring/public-view.js';

/** What happens around a ring and is observed: its public address (O1), the clock (O3), the signers of its keys (O5). */
export type Trouble =
  | { readonly do: 'look' | 'freeze-edge' | 'thaw-edge' | 'step-clock' | 'mend-signers' }
  | { readonly do: 'fail-signer'; readonly pick: number };

/** One look at the key set where relying parties fetch it. */
export interface Look {
  readonly atSeconds: number;
  readonly epoch: number;
}

/** What was known when a version of the ring was committed. */
export interface Observed {
  /** Null where nobody looks. */
  readonly looks: readonly Look[] | null;
  /** By how much the clock was set, where nobody confirmed it since; null where it was not. */
  readonly steppedBySeconds: number | null;
  readonly failingKids: ReadonlySet<string>;
}

const STEP_SECONDS = 600;
const RETRY_SECONDS = 5;

/** Tells the plan what it must be told, and writes down what is true. */
export class Observatory {
  #view: PublicView | undefined;
  #looks: readonly Look[] | null = null;
  #frozenEpoch: number | undefined;
  #clockStep: ClockStep | undefined;
  #failing: ReadonlySet<string> = new Set();

  perform(trouble: Trouble, ring: KeyRing, nowSeconds: number, kid: string): void {
    switch (trouble.do) {
      case 'look': {
        const epoch = this.#frozenEpoch ?? ring.epoch;
        this.#view = noteEpoch(this.#view ?? unseen, epoch, nowSeconds);
        this.#looks = [...(this.#looks ?? []), { atSeconds: nowSeconds, epoch }];
        return;
      }
      case 'freeze-edge':
        this.#frozenEpoch ??= ring.epoch;
        return;
      case 'thaw-edge':
        this.#frozenEpoch = undefined;
        return;
      case 'step-clock':
        this.#clockStep = { stepSeconds: STEP_SECONDS, allowedSeconds: 1, sinceEpoch: ring.epoch };
        return;
      case 'fail-signer':
        this.#failing = new Set([...this.#failing, kid]);
        return;
      case 'mend-signers':
        this.#failing = new Set();
    }
  }

  observations(): Omit<Observations, 'selfChecked'> {
    return {
      publicView: this.#view,
      clockStep: this.#clockStep,
      failingSigners: new Map([...this.#failing].map((kid) => [kid, RETRY_SECONDS])),
    };
  }

  /** @param before the ring as it was before the version. */
  observed(before: KeyRing): Observed {
    const step = this.#clockStep;
    const isPending = step !== undefined && !isConfirmed(before, step);
    return {
      looks: this.#looks,
      steppedBySeconds: isPending ? step.stepSeconds : null,
      failingKids: this.#failing,
    };
  }
}
