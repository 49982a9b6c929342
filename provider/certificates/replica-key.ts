import type { Clock } from '@keyturn/shared/clock';
import { describeError } from '../log.js';
import type { LogEvent } from '../rotator/ring-context.js';
import { RingError } from '../rotator/ring-error.js';
import { CertificateError } from './certificate-error.js';
import { type CertificateTerms, signingWindow } from './certificate-life.js';
import type { CertificateUpstream, CertifiedKey } from './certificate-upstream.js';
import { mayAttempt, type RenewalRules, renewalDefaults, renewalDueAtSeconds } from './plan-renewal.js';
import { chooseCertificate, type SigningChoice } from './plan-signing.js';

/** A replica's own key and short-lived certificate: in no JWKS, in no ring, shared with nobody. */
export interface ReplicaKey {
  /** Renews what is due. Never rejects: a failure is logged, shows in `health`, and is tried again. */
  tick(): Promise<void>;
  /**
   * What a token of this lifetime is signed with, and when it expires at the latest (X2). Default: T, from now on.
   * Rejects with RingError `signing_unavailable` (503) where no certificate covers it.
   */
  signing(lifetimeSeconds?: number): Promise<SigningChoice<HeldKey>>;
  health(): ReplicaHealth;
  /** No tick starts any more. */
  close(): void;
}

export interface HeldKey extends CertifiedKey {
  readonly renewalDueAtSeconds: number;
}

export interface ReplicaHealth {
  readonly maySign: boolean;
  /** Until when a token could expire that is signed now; null without a certificate. */
  readonly lastExpirySeconds: number | null;
  readonly renewalDueAtSeconds: number | null;
  /** Attempts that failed since the last good one. */
  readonly consecutiveFailures: number;
}

export interface ReplicaKeyOptions {
  readonly upstream: CertificateUpstream;
  readonly terms: CertificateTerms;
  readonly clock: Clock;
  readonly log: LogEvent;
  /** From 0 to below 1, one draw for each certificate. */
  readonly draw: () => number;
  readonly renewal?: RenewalRules | undefined;
  /** Seconds between two looks; 0 leaves ticks to others. Default 1. */
  readonly tickSeconds?: number | undefined;
  /** Rather no token than one that lives shorter. Default: T, so that no lifetime is ever cut. */
  readonly leastTokenLifetimeSeconds?: number | undefined;
}

/** What is held at once: the one in use, and its predecessor where the new one may not sign yet. */
const MAX_HELD = 3;

const PATIENCE_SECONDS = 3;
/** An order at a public CA takes a minute or two. */
const UPSTREAM_SECONDS = 300;

/** Asks for a certificate at once, and for the next one ahead of its end. */
export function createReplicaKey(options: ReplicaKeyOptions): ReplicaKey {
  const { upstream, terms, clock, log, draw, renewal = renewalDefaults, tickSeconds = 1 } = options;
  const leastLifetimeSeconds = options.leastTokenLifetimeSeconds ?? terms.maxTokenLifetimeSeconds;
  let held: readonly HeldKey[] = [];
  let failures = 0;
  let lastAttemptAtMilliseconds = Number.NEGATIVE_INFINITY;
  let attemptDraw = 0;
  let flight: Promise<void> | undefined;
  let cancel: () => void = () => {};
  let isClosed = false;

  function isDue(): boolean {
    const newest = held[0];
    return newest === undefined || clock.nowSeconds() >= newest.renewalDueAtSeconds;
  }

  async function renew(): Promise<void> {
    const now = clock.monotonicMilliseconds();
    if (!mayAttempt({ failures, lastAttemptAtMilliseconds }, now, attemptDraw)) return;
    lastAttemptAtMilliseconds = now;
    attemptDraw = draw();
    try {
      const obtained = await within(clock, UPSTREAM_SECONDS, upstream.obtain(isDue()));
      failures = 0;
      if (obtained !== null) hold(obtained);
    } catch (error) {
      failures += 1;
      log('error', 'certificate.renewal_failed', {
        consecutiveFailures: failures,
        error: describeError(error),
      });
    }
  }

  function hold(obtained: CertifiedKey): void {
    const dueAtSeconds = renewalDueAtSeconds(obtained.lives, terms, draw(), renewal);
    const nowSeconds = clock.nowSeconds();
    const living = held.filter(({ lives }) => signingWindow(lives, terms).lastExpirySeconds > nowSeconds);
    held = [{ ...obtained, renewalDueAtSeconds: dueAtSeconds }, ...living].slice(0, MAX_HELD);
    log('info', 'certificate.renewed', {
      serial: obtained.serial,
      notAfterSeconds: obtained.lives[0]?.notAfterSeconds,
      renewalDueAtSeconds: dueAtSeconds,
    });
  }

  function tick(): Promise<void> {
    flight ??= renew().finally(() => {
      flight = undefined;
    });
    return flight;
  }

  function schedule(): void {
    if (tickSeconds === 0 || isClosed) return;
    cancel = clock.after(tickSeconds * 1000, () => {
      void tick().then(schedule);
    });
  }

  const choose = (lifetimeSeconds: number) =>
    chooseCertificate(held, { nowSeconds: clock.nowSeconds(), lifetimeSeconds, leastLifetimeSeconds }, terms);

  /** A request waits for a renewal that is under way, and no longer than a caller has patience. */
  async function afterTick(lifetimeSeconds: number): Promise<SigningChoice<HeldKey> | undefined> {
    await within(clock, PATIENCE_SECONDS, tick()).catch(() => {});
    return choose(lifetimeSeconds);
  }

  schedule();
  return {
    tick,
    async signing(asked = terms.maxTokenLifetimeSeconds) {
      const lifetimeSeconds = Math.min(asked, terms.maxTokenLifetimeSeconds);
      const choice = choose(lifetimeSeconds) ?? (await afterTick(lifetimeSeconds));
      if (choice !== undefined) return choice;
      throw new RingError('signing_unavailable', 'no certificate covers the token', { retryAfterSeconds: 5 });
    },
    health() {
      const newest = held[0];
      return {
        maySign: choose(terms.maxTokenLifetimeSeconds) !== undefined,
        lastExpirySeconds: newest === undefined ? null : signingWindow(newest.lives, terms).lastExpirySeconds,
        renewalDueAtSeconds: newest?.renewalDueAtSeconds ?? null,
        consecutiveFailures: failures,
      };
    },
    close() {
      isClosed = true;
      cancel();
    },
  };
}

/** Work that hangs is given up, so that what waits for it goes on. */
async function within<Result>(clock: Clock, seconds: number, work: Promise<Result>): Promise<Result> {
  let cancel = () => {};
  const deadline = new Promise<never>((_, reject) => {
    cancel = clock.after(seconds * 1000, () => {
      reject(new CertificateError('upstream_failed', `no answer within ${seconds} s`));
    });
  });
  return Promise.race([work, deadline]).finally(() => cancel());
}
