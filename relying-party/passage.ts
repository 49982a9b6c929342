import type { TrustPath } from './trust/trust-path.js';

/** The checks of a token, in the order in which the verifier makes them. Names are contract: `explain` prints them. */
export const checkOrder = [
  'form',
  'header',
  'claims',
  'issuer',
  'algorithm',
  'type',
  'audience',
  'times',
  'profile',
  'binding',
  'signatureForm',
  'key',
  'signature',
  'revocation',
  'expectations',
  'introspection',
  'replay',
] as const;

export type CheckName = (typeof checkOrder)[number];

/** How far a token came and what was read on the way. One for each verification; what it says is unverified. */
export interface Passage {
  readonly nowSeconds: number;
  /** The check being made. */
  check: CheckName;
  /** What the token claims; the configured issuer, once it is known to be one of ours. */
  issuer: string | undefined;
  kid: string | undefined;
  /** By configuration, once the issuer is known to be one of ours. */
  path: TrustPath | undefined;
}

export function startPassage(nowSeconds: number): Passage {
  return { nowSeconds, check: 'form', issuer: undefined, kid: undefined, path: undefined };
}
