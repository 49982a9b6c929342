import type { Clock } from '@keyturn/shared/clock';
import { backOffSeconds } from '../keys/back-off.js';
import { holderLimits } from './chain-limits.js';
import { ChainSignerError } from './chain-signer-error.js';
import { type HeldInner, proveKey, readHeldInner } from './held-inner.js';
import { type InnerWindow, planRenewal, sleptWhileAsking, windowOf } from './plan-renewal.js';
import type { SignCompact } from './sign-compact.js';

export interface InnerRenewalOptions {
  /** Asks the issuer for an inner. */
  readonly obtain: () => Promise<string>;
  readonly sign: SignCompact;
  readonly clock: Clock;
  readonly onRenewalFailed: (failure: unknown) => void;
  /** Uniform in [0, 1). */
  readonly draw: () => number;
}

/** For health. */
export interface RenewalStatus {
  readonly isRenewing: boolean;
  readonly consecutiveFailures: number;
  /** Of the inner at hand, seconds of the wall clock; undefined where there is none. */
  readonly usableUntilSeconds: number | undefined;
  readonly renewFromSeconds: number | undefined;
}

/** The thin shell around the renewal plan: it keeps the inner, asks for the next one ahead of time, sets the timer. */
export class InnerRenewal {
  readonly #options: InnerRenewalOptions;
  #held: (InnerWindow & { readonly inner: HeldInner }) | undefined;
  #flight: Promise<void> | undefined;
  #failures = 0;
  #lastFailure: unknown;
  #retryFromSeconds = Number.NEGATIVE_INFINITY;
  /** Since the inner arrived: a holder that rests asks for nothing. */
  #used = false;
  #cancelTimer: (() => void) | undefined;
  #closed = false;

  constructor(options: InnerRenewalOptions) {
    this.#options = options;
  }

  /** @throws ChainSignerError inner_unavailable with the reason as its cause, signer_closed. */
  async current(): Promise<HeldInner> {
    if (this.#ask() === 'wait') await this.#flight?.catch(() => undefined);
    const held = this.#held;
    if (held !== undefined && this.#now() < held.usableUntilSeconds) {
      this.#used = true;
      return held.inner;
    }
    if (this.#closed) throw new ChainSignerError('signer_closed', 'The signer is closed.');
    const cause = this.#lastFailure;
    throw new ChainSignerError('inner_unavailable', 'No inner JWT can be had at the moment.', { cause });
  }

  /** Asks for a new inner now. Rejects when none comes; the one at hand goes on being used. */
  renew(): Promise<void> {
    if (this.#closed) throw new ChainSignerError('signer_closed', 'The signer is closed.');
    this.#flight ??= this.#fly();
    return this.#flight;
  }

  describe(): RenewalStatus {
    return {
      isRenewing: this.#flight !== undefined,
      consecutiveFailures: this.#failures,
      usableUntilSeconds: this.#held?.usableUntilSeconds,
      renewFromSeconds: this.#held?.renewFromSeconds,
    };
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer?.();
  }

  #now(): number {
    return this.#options.clock.nowSeconds();
  }

  #ask(): 'use' | 'wait' | 'fail' {
    const isRenewing = this.#flight !== undefined || this.#closed;
    const state = { held: this.#held, isRenewing, retryFromSeconds: this.#retryFromSeconds };
    const { answer, renews } = planRenewal(state, this.#now());
    // Who waits hears of a failure by having no inner; who does not, by the callback.
    if (renews) this.renew().catch(() => undefined);
    return answer;
  }

  async #fly(): Promise<void> {
    try {
      this.#adopt(await this.#obtain());
    } catch (failure) {
      this.#fail(failure);
      throw failure;
    } finally {
      this.#flight = undefined;
    }
  }

  async #obtain(): Promise<HeldInner> {
    const askedAtSeconds = this.#now();
    try {
      return await this.#obtainOnce();
    } catch (failure) {
      if (sleptWhileAsking(askedAtSeconds, this.#now())) return this.#obtainOnce();
      throw failure;
    }
  }

  async #obtainOnce(): Promise<HeldInner> {
    const { clock, obtain, sign } = this.#options;
    const inner = readHeldInner(await withDeadline(obtain(), clock));
    const { usableUntilSeconds } = windowOf(inner.expSeconds, this.#now(), 0);
    if (this.#now() >= usableUntilSeconds)
      throw new ChainSignerError('inner_unusable', 'The inner JWT has expired on arrival.');
    await proveKey(inner, sign);
    return inner;
  }

  #adopt(inner: HeldInner): void {
    this.#held = { inner, ...windowOf(inner.expSeconds, this.#now(), this.#options.draw()) };
    this.#failures = 0;
    this.#lastFailure = undefined;
    this.#retryFromSeconds = Number.NEGATIVE_INFINITY;
    this.#used = false;
    this.#setTimer(this.#held.renewFromSeconds);
  }

  #fail(failure: unknown): void {
    this.#lastFailure = failure;
    this.#failures++;
    const pauseSeconds = backOffSeconds(this.#failures, this.#options.draw(), holderLimits.maxBackoffSeconds);
    this.#retryFromSeconds = this.#now() + pauseSeconds;
    this.#setTimer(this.#retryFromSeconds);
    this.#options.onRenewalFailed(failure);
  }

  #setTimer(atSeconds: number): void {
    this.#cancelTimer?.();
    if (this.#closed) return;
    this.#cancelTimer = this.#options.clock.after(Math.max(0, atSeconds - this.#now()) * 1000, () => {
      if (this.#used) this.#ask();
    });
  }
}

/** A source that never answers must not keep the signer from asking again. */
function withDeadline<T>(promise: Promise<T>, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(holderLimits.renewalDeadlineMilliseconds, () =>
      reject(new ChainSignerError('inner_unavailable', 'The issuer took too long.')),
    );
    promise.then(resolve, reject).finally(cancel);
  });
}
