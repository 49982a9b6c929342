import { VerificationRejection } from '../rejection.js';
import type { VerifiedToken } from '../trust/verified-token.js';

/** What a token must allow. */
export interface RequireOptions {
  /** Every one of these, as a list or separated by spaces (RFC 6749 section 3.3). */
  readonly scope: string | readonly string[];
}

/** @throws VerificationRejection scope_insufficient (403). */
export type Requirement = (token: Pick<VerifiedToken, 'claims'>) => void;

/** A check of what a verified token allows, by its claim `scope` (RFC 9068 section 2.2.3). */
export function require({ scope }: RequireOptions): Requirement {
  const wanted = typeof scope === 'string' ? scope.split(' ').filter((name) => name !== '') : scope;
  return ({ claims }) => {
    const granted = new Set(typeof claims.scope === 'string' ? claims.scope.split(' ') : []);
    if (!wanted.every((name) => granted.has(name)))
      throw new VerificationRejection('scope_insufficient', 'The token does not have the scope asked for.');
  };
}
