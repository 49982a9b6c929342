/**
 * How long after news of a change the issuer is asked, so that every replica knows of it: P, and up to half as much by
 * chance, since a fleet may have heard it in one second. Asked sooner, a replica that lags would answer with the old set.
 * @param publicationDelaySeconds P of the issuer.
 * @param draw uniform in [0, 1).
 */
export function settleSeconds(publicationDelaySeconds: number, draw: number): number {
  return publicationDelaySeconds * (1 + JITTER_SHARE * draw);
}

const JITTER_SHARE = 0.5;
