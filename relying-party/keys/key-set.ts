import type { KeysAwaitedReason } from '../events.js';
import { VerificationRejection } from '../rejection.js';
import type { SignatureAlgorithm } from '../signature/algorithms.js';
import type { VerificationKey } from '../signature/seam.js';
import { KeyRefresher, type KeyRefresherOptions } from './key-refresher.js';
import type { KeySource, KeySourceStatus } from './key-source.js';
import { isFresh, isUsable, nameState } from './refresh-state.js';
import { patienceUntilSeconds, waitForLanding } from './wait-for-landing.js';

type Candidates = readonly VerificationKey[];

/** The keys of one issuer, kept fresh over the network. */
export class KeySet implements KeySource {
  readonly #options: KeyRefresherOptions;
  readonly #refresher: KeyRefresher;
  #staleToldInPause = Number.NaN;
  #isTellingAwaited = false;

  constructor(options: KeyRefresherOptions) {
    this.#options = options;
    this.#refresher = new KeyRefresher(options);
  }

  find(kid: string | undefined, alg: SignatureAlgorithm): Candidates | Promise<Candidates> {
    const refresher = this.#refresher;
    const now = this.#options.clock.nowSeconds();
    refresher.used = true;
    if (now < refresher.freshUntilSeconds) {
      const selection = refresher.index.select(kid, alg);
      if (typeof selection === 'object') return selection;
    }
    return this.#findSlowly(kid, alg, undefined);
  }

  async findAfterFailure(
    kid: string | undefined,
    alg: SignatureAlgorithm,
    sinceSeconds: number,
  ): Promise<Candidates | undefined> {
    const waitedSeconds = Math.max(0, this.#options.clock.nowSeconds() - sinceSeconds);
    const until = patienceUntilSeconds(this.#refresher, this.#options) - waitedSeconds;
    const found = await this.#refetch('mismatch', kid, alg, until);
    return typeof found === 'object' ? found : undefined;
  }

  hintEpoch(epoch: number): void {
    const known = this.#refresher.state.held?.epoch;
    if (known !== undefined && epoch > known) this.#refresher.hint(epoch);
  }

  describe(): KeySourceStatus {
    const { state, index } = this.#refresher;
    const now = this.#refresher.now();
    return {
      state: nameState(state, now),
      ageSeconds: state.held && now - state.held.generatedAtSeconds,
      epoch: state.held?.epoch,
      kids: index.keys.flatMap(({ kid }) => (kid === undefined ? [] : [kid])),
    };
  }

  close(): void {
    this.#refresher.close();
  }

  #findSlowly(
    kid: string | undefined,
    alg: SignatureAlgorithm,
    waitedUntil: number | undefined,
  ): Candidates | Promise<Candidates> {
    const { answer } = this.#refresher.ask({ kind: 'wanted' });
    if (answer === 'wait' && waitedUntil === undefined) {
      this.#tellAwaited(
        kid,
        this.#refresher.index.select(kid, alg) === 'none' ? 'kid_unknown' : 'set_not_fresh',
      );
      const until = patienceUntilSeconds(this.#refresher, this.#options);
      // One that was another request's and went with it is begun again, as one's own.
      return waitForLanding(this.#refresher, until, this.#options).then((landing) =>
        this.#findSlowly(kid, alg, landing?.lost === true ? undefined : until),
      );
    }
    // After one wait the set is as new as it gets, be its fresh time ever so short.
    if (answer === 'unavailable' || !isUsable(this.#refresher.state, this.#refresher.now()))
      return Promise.reject(this.#unavailable(kid));
    this.#tellStale();
    const selection = this.#refresher.index.select(kid, alg);
    if (typeof selection === 'object') return selection;
    return selection === 'ambiguous'
      ? Promise.reject(this.#ambiguous())
      : this.#findMissing(kid, alg, waitedUntil ?? patienceUntilSeconds(this.#refresher, this.#options));
  }

  async #findMissing(kid: string | undefined, alg: SignatureAlgorithm, until: number): Promise<Candidates> {
    const found = await this.#refetch('missing', kid, alg, until);
    if (typeof found === 'object') return found;
    if (found === 'unavailable') throw this.#unavailable(kid);
    if (found === 'ambiguous') throw this.#ambiguous();
    throw new VerificationRejection('key_unknown', 'The issuer has no such key for this algorithm.', {
      issuer: this.#options.issuer,
      kid,
      trustPath: 'discovery',
    });
  }

  /** Other candidates than those at hand, if a refetch brings any. */
  async #refetch(
    kind: 'missing' | 'mismatch',
    kid: string | undefined,
    alg: SignatureAlgorithm,
    untilSeconds: number,
  ): Promise<Candidates | 'ambiguous' | 'refuse' | 'unavailable'> {
    const refresher = this.#refresher;
    const refused = kind === 'missing' ? refresher.missedKids : refresher.mismatchedKids;
    const before = refresher.index.select(kid, alg);
    for (;;) {
      const { answer } = refresher.ask({ kind, kid, refusedUntilSeconds: refused.untilSeconds(kid) });
      if (answer !== 'wait') return answer === 'unavailable' ? answer : 'refuse';
      this.#tellAwaited(kid, kind === 'missing' ? 'kid_unknown' : 'signature_invalid');
      const landing = await waitForLanding(refresher, untilSeconds, this.#options);
      const selection = refresher.index.select(kid, alg);
      if (selection !== 'none' && !isSame(selection, before)) return selection;
      if (landing === undefined) return kind === 'missing' ? 'unavailable' : 'refuse';
      if (!landing.read || !landing.noCache) continue;
      // Counted from the start: what was published since then was not seen, and must not be kept out for longer.
      const { unknownKidCooldownSeconds } = this.#options.durations;
      refused.remember(kid, landing.startedAtSeconds + unknownKidCooldownSeconds);
      return 'refuse';
    }
  }

  #tellAwaited(kid: string | undefined, reason: KeysAwaitedReason): void {
    // A listener that asks for keys waits too, and would be told for ever.
    if (this.#isTellingAwaited) return;
    this.#isTellingAwaited = true;
    this.#options.emit('keys.awaited', { issuer: this.#options.issuer, kid, reason });
    this.#isTellingAwaited = false;
  }

  /** Once for each failed attempt: the provider cannot be reached, and this is what we do about it. */
  #tellStale(): void {
    const { state } = this.#refresher;
    const now = this.#refresher.now();
    if (state.held === undefined || state.failures === 0 || isFresh(state, now)) return;
    if (this.#staleToldInPause === state.pausedUntilSeconds) return;
    this.#staleToldInPause = state.pausedUntilSeconds;
    this.#options.emit('stale.served', {
      issuer: this.#options.issuer,
      ageSeconds: now - state.held.generatedAtSeconds,
      usableForSeconds: state.held.usableUntilSeconds - now,
    });
  }

  #unavailable(kid: string | undefined): VerificationRejection {
    const { state, lastFailure, closed } = this.#refresher;
    if (closed)
      return new VerificationRejection(
        'verifier_closed',
        'The verifier was closed, and the keys that it held are fresh no more, or lack the one that is asked for.',
        { issuer: this.#options.issuer, kid, trustPath: 'discovery' },
      );
    const pauseSeconds = Math.ceil(state.pausedUntilSeconds - this.#refresher.now());
    return new VerificationRejection(
      'keys_unavailable',
      'The keys of the issuer cannot be read at present.',
      {
        issuer: this.#options.issuer,
        kid,
        trustPath: 'discovery',
        retryAfterSeconds: Math.max(1, pauseSeconds),
        cause: lastFailure,
      },
    );
  }

  #ambiguous(): VerificationRejection {
    return new VerificationRejection('key_ambiguous', 'The token names no key and several would fit.', {
      issuer: this.#options.issuer,
      trustPath: 'discovery',
    });
  }
}

function isSame(selection: Candidates | string, before: Candidates | string): boolean {
  if (typeof selection === 'string' || typeof before === 'string') return selection === before;
  return selection.length === before.length && selection.every((key, at) => key === before[at]);
}
