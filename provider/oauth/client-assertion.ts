import type { JsonObject, Verifier } from '@keyturn/relying-party';
import { createVerifier, isRejection } from '@keyturn/relying-party';
import { x5c } from '@keyturn/relying-party/x5c';
import type { Clock } from '@keyturn/shared/clock';
import { decodeJwt } from 'jose';
import type { ClientRegistration } from './client.js';
import { ClientRefusal, type ClientRefusalReason } from './client-refusal.js';
import type { UsedOnce } from './used-once.js';

/** RFC 7523 section 2.2. */
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** What a client may sign its assertions with; no symmetric algorithm, no `none`. */
export const assertionAlgorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'Ed25519', 'EdDSA'] as const;

const MAX_LIFETIME_SECONDS = 300;
const MAX_JTI_LENGTH = 256;
const allowedTypes: ReadonlySet<string> = new Set(['jwt', 'client-authentication+jwt']);

export interface AssertionAudience {
  readonly issuer: string;
  readonly tokenEndpoint: string;
}

/** Answers the client id that an assertion proves. Rejects with ClientRefusal, which is nobody's business outside. */
export type AssertionCheck = (assertion: string) => Promise<string>;

/**
 * `private_key_jwt` (OpenID Connect Core 9, RFC 7523 section 3, audience as in rfc7523bis), verified by the very engine
 * that relying parties run: one verifier, each client an issuer with its own static keys.
 */
export function createAssertionCheck(
  clients: readonly ClientRegistration[],
  { issuer, tokenEndpoint }: AssertionAudience,
  memory: UsedOnce,
  clock: Clock,
): AssertionCheck {
  const verifier = createClientVerifier(clients, { issuer, tokenEndpoint }, clock);
  return async (assertion) => {
    const unverifiedClientId = readUnverifiedClientId(assertion);
    const refuse = (reason: ClientRefusalReason, detail?: string) =>
      new ClientRefusal(reason, { unverifiedClientId, detail });
    if (verifier === undefined) throw refuse('assertion_refused', 'no client has keys');
    const verified = await verifier.verify(assertion).catch((error: unknown) => {
      throw isRejection(error) ? refuse('assertion_refused', error.code) : error;
    });
    const client = clients.find(({ clientId }) => clientId === verified.issuer);
    const accepted = client?.tokenEndpointAsAudience === true ? [issuer, tokenEndpoint] : [issuer];
    const { claims, header } = verified;
    const wrong = findWrongClaim(claims, header, accepted, clock.nowSeconds());
    if (wrong !== undefined) throw refuse('assertion_claim_wrong', wrong);
    // An assertion to one issuer of a process is no replay at another, where it is refused by its audience anyway.
    const key = JSON.stringify([issuer, verified.issuer, claims.jti]);
    // Kept for longer than any assertion of this lifetime can be accepted.
    const firstUse = await memory.addIfAbsent('client-assertion', key, 2 * MAX_LIFETIME_SECONDS);
    if (!firstUse) throw refuse('assertion_replayed');
    return verified.issuer;
  };
}

/** For the log alone. */
function readUnverifiedClientId(assertion: string): string | undefined {
  try {
    const { iss }: { readonly iss?: unknown } = decodeJwt(assertion);
    return typeof iss === 'string' ? iss : undefined;
  } catch {
    return undefined;
  }
}

/** Pure: what an assertion says wrongly of what it must say beyond every verified token; undefined where nothing. */
export function findWrongClaim(
  claims: JsonObject,
  header: JsonObject,
  acceptedAudiences: readonly string[],
  nowSeconds: number,
): string | undefined {
  const { iss, sub, aud, iat, exp, jti } = claims;
  // rfc7523bis: the issuer is the sole audience, so that no other server can pass the assertion on.
  const audience = Array.isArray(aud) && aud.length === 1 ? aud[0] : aud;
  const isRight: Readonly<Record<string, boolean>> = {
    sub: sub === iss,
    aud: typeof audience === 'string' && acceptedAudiences.includes(audience),
    iat: typeof iat === 'number',
    exp: typeof exp === 'number' && exp - nowSeconds <= MAX_LIFETIME_SECONDS,
    jti: typeof jti === 'string' && jti !== '' && jti.length <= MAX_JTI_LENGTH,
    typ: isAssertionType(header.typ),
  };
  return Object.keys(isRight).find((claim) => isRight[claim] !== true);
}

function isAssertionType(typ: unknown): boolean {
  if (typ === undefined) return true;
  return typeof typ === 'string' && allowedTypes.has(typ.toLowerCase().replace(/^application\//, ''));
}

function createClientVerifier(
  clients: readonly ClientRegistration[],
  { issuer, tokenEndpoint }: AssertionAudience,
  clock: Clock,
): Verifier | undefined {
  const issuers = clients.flatMap(({ clientId, jwks, x5c: certificates }) => {
    const trustPath = [
      ...(jwks === undefined ? [] : (['discovery'] as const)),
      ...(certificates === undefined ? [] : (['x5c'] as const)),
    ];
    if (trustPath.length === 0) return [];
    return [
      {
        issuer: clientId,
        audience: [issuer, tokenEndpoint],
        profile: 'anyJwt' as const,
        algorithms: assertionAlgorithms,
        maxLifetimeSeconds: MAX_LIFETIME_SECONDS,
        trustPath,
        ...(jwks === undefined ? {} : { discovery: { jwks } }),
        ...(certificates === undefined ? {} : { x5c: certificates }),
      },
    ];
  });
  if (issuers.length === 0) return undefined;
  const usesCertificates = clients.some((client) => client.x5c !== undefined);
  return createVerifier({ issuers, clock, ...(usesCertificates ? { trustPaths: [x5c()] } : {}) });
}
