import {
  type CertificateLife,
  type CertificateTerms,
  coversToken,
  signingWindow,
} from './certificate-life.js';

/** What a token asks for. Whole seconds. */
export interface TokenWish {
  readonly nowSeconds: number;
  readonly lifetimeSeconds: number;
  /** Rather no token than one that lives shorter than this. */
  readonly leastLifetimeSeconds: number;
}

/** What it gets: under which certificate, from when, until when. Whole seconds. */
export interface SigningChoice<Held> {
  readonly held: Held;
  readonly issuedAtSeconds: number;
  readonly expiresAtSeconds: number;
}

/**
 * Which of the certificates at hand signs a token. The one that covers it whole and lasts longest; where none does, the
 * one that lasts longest with the expiry cut to what X2 allows, but never below the least lifetime. Undefined: no
 * certificate covers the token, and nothing may be signed.
 */
export function chooseCertificate<Held extends { readonly lives: readonly CertificateLife[] }>(
  held: readonly Held[],
  { nowSeconds, lifetimeSeconds, leastLifetimeSeconds }: TokenWish,
  terms: CertificateTerms,
): SigningChoice<Held> | undefined {
  const issuedAtSeconds = Math.floor(nowSeconds);
  const wished = issuedAtSeconds + lifetimeSeconds;
  const least = issuedAtSeconds + Math.min(leastLifetimeSeconds, lifetimeSeconds);
  const usable = held
    .map((each) => ({ held: each, window: signingWindow(each.lives, terms) }))
    .filter(({ window }) => coversToken(window, issuedAtSeconds, least))
    .sort((a, b) => b.window.lastExpirySeconds - a.window.lastExpirySeconds);
  const [best] = usable;
  if (best === undefined) return undefined;
  return {
    held: best.held,
    issuedAtSeconds,
    expiresAtSeconds: Math.min(wished, Math.floor(best.window.lastExpirySeconds)),
  };
}
