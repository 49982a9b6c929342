import { type CertificateLife, type CertificateTerms, signingWindow } from './certificate-life.js';

export interface RenewalRules {
  /** The share of its life after which a certificate is renewed, above 0 and below 1. */
  readonly fraction: number;
  /** How far the instant is moved ahead at most, as a share of its life. Jitter never moves it later. */
  readonly jitterFraction: number;
}

export const renewalDefaults: RenewalRules = { fraction: 0.5, jitterFraction: 0.1 };

/**
 * When to ask for the next certificate. Pure: the draw of the jitter, from 0 to below 1, is passed in, one for each
 * certificate, so that replicas that started together do not ask together. Never later than the last instant at which a
 * token of the full lifetime still fits (X2): a certificate too short for its fraction is renewed earlier. But not within a
 * tenth of its life: one too short for any full token would be asked for again at every look.
 */
export function renewalDueAtSeconds(
  chain: readonly CertificateLife[],
  terms: CertificateTerms,
  draw: number,
  { fraction, jitterFraction }: RenewalRules = renewalDefaults,
): number {
  const notBefore = Math.max(...chain.map(({ notBeforeSeconds }) => notBeforeSeconds));
  const notAfter = Math.min(...chain.map(({ notAfterSeconds }) => notAfterSeconds));
  const life = notAfter - notBefore;
  const lastFullToken = signingWindow(chain, terms).lastExpirySeconds - terms.maxTokenLifetimeSeconds;
  const wished = Math.min(notBefore + (fraction - draw * jitterFraction) * life, lastFullToken);
  return Math.max(wished, notBefore + LEAST_FRACTION * life);
}

const LEAST_FRACTION = 0.1;

export interface AttemptState {
  readonly failures: number;
  readonly lastAttemptAtMilliseconds: number;
}

const FIRST_PAUSE_SECONDS = 1;
const LONGEST_PAUSE_SECONDS = 60;

/**
 * Whether to ask the upstream now. After a failure it waits 1, 2, 4 … 60 s, the draw taking up to half of that off, so
 * that an upstream that comes back is not met by every replica in one second.
 */
export function mayAttempt(state: AttemptState, nowMilliseconds: number, draw: number): boolean {
  if (state.failures === 0) return true;
  const pause = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (state.failures - 1));
  return nowMilliseconds - state.lastAttemptAtMilliseconds >= pause * (1 - draw / 2) * 1000;
}
