import { VerificationRejection } from '../rejection.js';
import type { UnverifiedHeader } from '../token/header.js';
import { readNumericDate } from '../token/numeric-date.js';
import type { JsonObject } from '../token/strict-json.js';
import type { ChainSettings } from './chain-settings.js';
import { checkLifetime } from './check-lifetime.js';
import type { TrustedInner } from './trusted-inner.js';

/** The moment, and D: the largest offset between any two clocks, seconds. */
export interface OuterMoment {
  readonly nowSeconds: number;
  readonly clockOffsetSeconds: number;
}

/**
 * The outer against its inner, before the outer's signature: a rule that a stranger's outer breaks needs no signature to
 * be broken. Algorithm and key first, then the times (J1), then who it speaks for.
 * @throws VerificationRejection jwc_outer_*, jwc_binding_mismatch.
 */
export function checkOuter(
  unverifiedHeader: UnverifiedHeader,
  unverifiedClaims: JsonObject,
  trusted: TrustedInner,
  settings: Pick<ChainSettings, 'isBound' | 'maxOuterLifetimeSeconds'>,
  moment: OuterMoment,
): void {
  const { alg, kid } = unverifiedHeader;
  if (alg !== trusted.alg)
    throw new VerificationRejection('jwc_outer_alg_mismatch', 'The algorithm is not that of "tjwk".');
  if (kid !== undefined && trusted.kid !== undefined && kid !== trusted.kid)
    throw new VerificationRejection(
      'jwc_outer_kid_mismatch',
      'The "kid" of the header is not that of "tjwk".',
    );
  const innerClaims = trusted.inner.claims;
  checkWithinInner(unverifiedClaims, innerClaims, moment.clockOffsetSeconds);
  const { nowSeconds } = moment;
  checkLifetime(
    unverifiedClaims,
    nowSeconds,
    settings.maxOuterLifetimeSeconds,
    'jwc_outer_lifetime_too_long',
  );
  if (settings.isBound({ outerClaims: unverifiedClaims, innerClaims, kid: trusted.kid }) !== true)
    throw new VerificationRejection('jwc_binding_mismatch', 'The outer JWT does not speak for its inner.');
}

/** J1: `outer.exp <= inner.exp` and `outer.iat >= inner.iat - D`, where they are there. */
function checkWithinInner(outer: JsonObject, inner: JsonObject, clockOffsetSeconds: number): void {
  const outerExp = readNumericDate(outer, 'exp') ?? Number.POSITIVE_INFINITY;
  const innerExp = readNumericDate(inner, 'exp') ?? Number.NEGATIVE_INFINITY;
  if (outerExp > innerExp)
    throw new VerificationRejection('jwc_outer_outlives_inner', 'The outer JWT outlives its inner.');
  const outerIat = readNumericDate(outer, 'iat');
  const innerIat = readNumericDate(inner, 'iat');
  if (outerIat !== undefined && innerIat !== undefined && outerIat < innerIat - clockOffsetSeconds)
    throw new VerificationRejection('jwc_outer_predates_inner', 'The outer JWT is older than its inner.');
}
