import type { Clock } from '@keyturn/shared/clock';
import type { Signer } from '../custody/key-custody.js';
import { afterSignature, type SignatureEnd, type SignerHealth, shedSeconds } from '../ring/signer-health.js';
import { RingError } from './ring-error.js';

/** Far above what any signer takes, a cloud service included; below what a client waits. */
const DEADLINE_MILLISECONDS = 5000;

type Tell = (level: 'info' | 'error', event: string, fields: Readonly<Record<string, unknown>>) => void;

/** O5: how each signer does. One that errors or is slow is left alone for a while, and who asks hears when to come again. */
export class SignerWatch {
  readonly #clock: Clock;
  readonly #log: Tell;
  readonly #isFirstOfTurn: () => boolean;
  readonly #health = new Map<string, SignerHealth>();
  readonly #trying = new Set<string>();
  readonly #watched = new WeakMap<Signer, Signer>();
  #inPool = 0;

  /** @param isFirstOfTurn where not, or while the pool is at work, what can be signed there is. Default: always. */
  constructor(clock: Clock, log: Tell, isFirstOfTurn = () => true) {
    this.#clock = clock;
    this.#log = log;
    this.#isFirstOfTurn = isFirstOfTurn;
  }

  /** Rejects signatures with RingError `signing_unavailable` where the signer fails, is slow, or did lately. */
  watched(kid: string, signer: Signer): Signer {
    const known = this.#watched.get(signer);
    if (known !== undefined) return known;
    const watched = { sign: (input: Uint8Array) => this.#sign(kid, signer, input) };
    this.#watched.set(signer, watched);
    return watched;
  }

  /** Kids whose signer fails, with the seconds until each is tried again. */
  failing(): ReadonlyMap<string, number> {
    const now = this.#clock.monotonicMilliseconds();
    return new Map([...this.#health].map(([kid, health]) => [kid, shedSeconds(health, now)]));
  }

  /** Throws where nothing would be signed now. */
  assertUsable(kid: string): void {
    const health = this.#health.get(kid);
    if (health === undefined) return;
    const wait = shedSeconds(health, this.#clock.monotonicMilliseconds());
    // After the pause one signature is tried; who else asks meanwhile waits for how it ends.
    if (wait > 0 || this.#trying.has(kid)) throw shed(kid, Math.max(1, wait));
  }

  #sign(kid: string, signer: Signer, input: Uint8Array): Promise<Uint8Array> {
    if (signer.quick !== true || this.#health.has(kid)) return this.#inTime(kid, () => signer.sign(input));
    const { signInPool } = signer;
    const isFirst = this.#isFirstOfTurn();
    if (signInPool !== undefined && (this.#inPool > 0 || !isFirst))
      return this.#signInPool(kid, () => signInPool(input));
    // In less time than a deadline takes to set.
    return signer.sign(input).catch((cause: unknown) => {
      throw this.#note(kid, 'failed', cause);
    });
  }

  async #signInPool(kid: string, sign: () => Promise<Uint8Array>): Promise<Uint8Array> {
    this.#inPool += 1;
    try {
      return await this.#inTime(kid, sign);
    } finally {
      this.#inPool -= 1;
    }
  }

  /** Ends by the deadline. By hand: a race, and what cleans up behind it, cost more than the deadline itself. */
  #inTime(kid: string, sign: () => Promise<Uint8Array>): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.assertUsable(kid);
      const isTrial = this.#health.has(kid);
      if (isTrial) this.#trying.add(kid);
      let hasEnded = false;
      const end = (tell: () => void) => {
        if (hasEnded) return;
        hasEnded = true;
        cancel();
        if (isTrial) this.#trying.delete(kid);
        tell();
      };
      const cancel = this.#clock.after(DEADLINE_MILLISECONDS, () =>
        end(() => reject(this.#note(kid, 'slow'))),
      );
      beginSafely(sign).then(
        (signature) =>
          end(() => {
            if (isTrial) this.#note(kid, 'signed');
            resolve(signature);
          }),
        (cause: unknown) => end(() => reject(this.#note(kid, 'failed', cause))),
      );
    });
  }

  #note(kid: string, end: SignatureEnd, cause?: unknown): RingError {
    const now = this.#clock.monotonicMilliseconds();
    const before = this.#health.get(kid);
    const health = afterSignature(before, end, now);
    if (health === undefined) {
      this.#health.delete(kid);
      this.#log('info', 'signer.recovered', { kid });
    } else {
      this.#health.set(kid, health);
      if (before === undefined) {
        const error = cause instanceof Error ? cause.name : undefined;
        this.#log('error', 'signer.failing', { kid, end, error });
      }
    }
    return shed(kid, Math.max(1, shedSeconds(health, now)), cause);
  }
}

/** A signer of somebody else's may throw before it promises anything. */
function beginSafely(sign: () => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return sign();
  } catch (cause) {
    return Promise.reject(cause);
  }
}

function shed(kid: string, retryAfterSeconds: number, cause?: unknown): RingError {
  const message = `the signer of key ${kid} fails or is too slow`;
  return new RingError('signing_unavailable', message, { cause, retryAfterSeconds });
}
