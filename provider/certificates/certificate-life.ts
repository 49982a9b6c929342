/** How long one certificate is valid, both instants included (RFC 5280 section 4.1.2.5). Seconds since the epoch. */
export interface CertificateLife {
  readonly notBeforeSeconds: number;
  readonly notAfterSeconds: number;
}

/** What a token that is signed under a certificate has to reckon with. Whole seconds. */
export interface CertificateTerms {
  /** T: the longest lifetime of a token signed with the key. */
  readonly maxTokenLifetimeSeconds: number;
  /** lambda: leeway that relying parties give an expired token. */
  readonly leewaySeconds: number;
  /** D: the largest offset between any two clocks. */
  readonly maxClockOffsetSeconds: number;
}

/** The window in which a chain is good for tokens. Empty where `firstSignSeconds` comes after `lastExpirySeconds`. */
export interface SigningWindow {
  /** X1: nothing is signed before. */
  readonly firstSignSeconds: number;
  /** X2: no token expires after. */
  readonly lastExpirySeconds: number;
}

/**
 * X1 and X2 for the leaf and likewise for each intermediate: `notBefore <= first_sign - D`, and
 * `expiry + lambda + D <= notAfter`. The root is judged by its own plan (X3).
 */
export function signingWindow(
  chain: readonly CertificateLife[],
  { leewaySeconds, maxClockOffsetSeconds }: CertificateTerms,
): SigningWindow {
  const notBefore = Math.max(...chain.map(({ notBeforeSeconds }) => notBeforeSeconds));
  const notAfter = Math.min(...chain.map(({ notAfterSeconds }) => notAfterSeconds));
  return {
    firstSignSeconds: notBefore + maxClockOffsetSeconds,
    lastExpirySeconds: notAfter - leewaySeconds - maxClockOffsetSeconds,
  };
}

/** Whether a token signed now that expires then lives within the window. */
export function coversToken(window: SigningWindow, nowSeconds: number, expiresAtSeconds: number): boolean {
  return nowSeconds >= window.firstSignSeconds && expiresAtSeconds <= window.lastExpirySeconds;
}
