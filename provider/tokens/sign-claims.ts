import { KeyturnError } from '@keyturn/shared/error-base';
import { suggestName } from '@keyturn/shared/suggest-name';
import type { SignedToken, SigningPath, SignToken } from './sign-token.js';
import { signingPaths } from './sign-token.js';
import { newTokenId } from './token-id.js';

/** Why claims are not signed. Contract. */
export const claimsErrorCodes = ['claim_reserved', 'claims_invalid', 'series_reserved'] as const;

export type ClaimsErrorCode = (typeof claimsErrorCodes)[number];

/** What is wrong with what an application wanted to have signed; the claims themselves are not repeated. */
export class ClaimsError extends KeyturnError<ClaimsErrorCode> {}

export interface SignOptions {
  /** The media type without `application/`. Default `at+jwt`, an access token (RFC 9068). */
  readonly typ?: string | undefined;
  /** Default: the issuer's first series. */
  readonly series?: string | undefined;
  /**
   * How a relying party comes to the key. `discovery`: by kid in the key set. `x5c`: by the certificate in the header,
   * where `certificates` are configured. Default: `x5c` for the audiences of `certificates.audiences`, else `discovery`.
   */
  readonly trustPath?: SigningPath | undefined;
  /** Whole seconds; cut to T, the most that the series allows, which is also the default. */
  readonly lifetimeSeconds?: number | undefined;
}

const optionNames: readonly string[] = [
  'typ',
  'series',
  'trustPath',
  'lifetimeSeconds',
] satisfies readonly (keyof SignOptions)[];

/**
 * Signs the claims of an application that knows its users itself. `iss`, `iat` and `exp` are the issuer's to say; `jti`
 * is added where it is missing. Rejects with ClaimsError; with RingError `series_unknown`, or `signing_unavailable` (503)
 * rather than sign with a key that may not; with CertificateError on the path x5c.
 */
export type SignClaims = (
  claims: Readonly<Record<string, unknown>>,
  options?: SignOptions,
) => Promise<SignedToken>;

/** What the issuer says and nobody else. */
const reserved = ['iss', 'iat', 'exp'] as const;
/** RFC 9068 section 2.2, beyond what the issuer says: without them no relying party accepts an access token. */
const ofAccessTokens = ['sub', 'client_id'] as const;

/** Series that sign one thing and nothing else; undefined where there is none. */
export interface ReservedSeries {
  /** Inner JWTs (J2). */
  readonly inners?: string | undefined;
  /** The history of keys: evidence, which must never pass for a token. */
  readonly records?: string | undefined;
}

export function createSignClaims(signToken: SignToken, reservedSeries: ReservedSeries): SignClaims {
  return async (claims, options = {}) => {
    checkOptionNames(options);
    const { typ = 'at+jwt', series, trustPath, lifetimeSeconds } = options;
    checkClaims(claims, typ);
    if (trustPath !== undefined && !signingPaths.includes(trustPath))
      throw new ClaimsError('claims_invalid', `trustPath must be one of ${signingPaths.join(', ')}`);
    for (const [what, name] of Object.entries(reservedSeries))
      if (series !== undefined && series === name)
        throw new ClaimsError('series_reserved', `the series ${series} signs ${what} and nothing else`);
    if (lifetimeSeconds !== undefined && !(Number.isInteger(lifetimeSeconds) && lifetimeSeconds >= 1))
      throw new ClaimsError('claims_invalid', 'lifetimeSeconds must be whole seconds, 1 at least');
    const jti = newTokenId();
    return signToken({
      typ,
      series,
      trustPath,
      lifetimeSeconds,
      audience: typeof claims.aud === 'string' ? claims.aud : undefined,
      claims: ({ issuer, issuedAtSeconds, expiresAtSeconds }) => ({
        jti,
        ...claims,
        iss: issuer,
        iat: issuedAtSeconds,
        exp: expiresAtSeconds,
      }),
    });
  };
}

/** One that is misspelt would leave the token as it is by default: its lifetime the longest there is. */
function checkOptionNames(options: SignOptions): void {
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknown === undefined) return;
  const near = suggestName(unknown, optionNames);
  const cure = near === undefined ? `there are: ${optionNames.join(', ')}` : `did you mean ${near}?`;
  throw new ClaimsError('claims_invalid', `sign has no such option; ${cure}`);
}

function checkClaims(claims: Readonly<Record<string, unknown>>, typ: string): void {
  if (typeof claims !== 'object' || claims === null)
    throw new ClaimsError('claims_invalid', 'the claims must be an object');
  const taken = reserved.find((name) => Object.hasOwn(claims, name));
  if (taken !== undefined)
    throw new ClaimsError('claim_reserved', `the issuer itself says ${taken}; leave it out of the claims`);
  const texts = ['jti', ...(typ === 'at+jwt' ? ofAccessTokens : [])];
  const wrong = texts.find(
    (name) => !isText(claims[name]) && !(name === 'jti' && !Object.hasOwn(claims, name)),
  );
  if (wrong !== undefined)
    throw new ClaimsError(
      'claims_invalid',
      `the claim ${wrong} must be a text that is not empty${hintFor(wrong)}`,
    );
  if (typ === 'at+jwt' && !isAudience(claims.aud))
    throw new ClaimsError('claims_invalid', `the claim aud must name who the token is for${hintFor('aud')}`);
}

const hintFor = (name: string) =>
  name === 'jti' ? '' : ' (RFC 9068 section 2.2); a token that is no access token has a typ of its own';

const isText = (value: unknown) => typeof value === 'string' && value !== '';

const isAudience = (value: unknown) =>
  isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText));
