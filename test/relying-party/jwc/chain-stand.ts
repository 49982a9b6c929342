import { createVerifier, type IssuerOptions, type JsonObject, type Verifier } from '@keyturn/relying-party';
import { type JwcOptions, type JwcPlugOptions, jwc } from '@keyturn/relying-party/jwc';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { audience, compact, issuer, type MadeKey, makeKey, nowSeconds } from '../made-tokens.js';

/** Signs inners: what the configuration trusts. */
export const trusted = makeKey('ES256', 'trust-1');
/** The holder's. */
export const holder = makeKey('ES256', 'client-1-K1');
export const stranger = makeKey('ES256', 'client-1-K1');
export const subject = 'client-1';

export function innerClaims(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    iss: issuer,
    aud: audience,
    sub: subject,
    iat: nowSeconds - 60,
    exp: nowSeconds + 3600,
    jti: 'inner-1',
    tjwk: holder.jwk,
    ...changes,
  };
}

export interface InnerChanges {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  /** Who signs it. */
  readonly key?: MadeKey;
}

/** An inner that a verifier of `makeChainVerifier` accepts, with changes; undefined takes a member out. */
export function makeInner({ claims = {}, header = {}, key = trusted }: InnerChanges = {}): string {
  return compact(
    key,
    { alg: key.alg, typ: 'jwc-inner+jwt', kid: key.jwk.kid, ...header },
    innerClaims(claims),
  );
}

export function outerClaims(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    aud: audience,
    sub: subject,
    iat: nowSeconds,
    exp: nowSeconds + 60,
    jti: 'request-1',
    htm: 'GET',
    ...changes,
  };
}

export interface OuterChanges {
  readonly inner?: unknown;
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: MadeKey;
}

/** An outer that a verifier of `makeChainVerifier` accepts, with changes. */
export function makeOuter(changes: OuterChanges = {}): string {
  const { claims = {}, header = {}, key = holder } = changes;
  const inner = 'inner' in changes ? changes.inner : makeInner();
  return compact(key, { alg: key.alg, kid: key.jwk.kid, jwc: inner, ...header }, outerClaims(claims));
}

/** A chain with one thing changed in the inner. */
export function makeChain(inner: InnerChanges): string {
  return makeOuter({ inner: makeInner(inner) });
}

export interface ChainVerifier extends Verifier {
  readonly clock: VirtualClock;
  /** The rejection's code, or `accepted`. */
  judge(token: string): Promise<string>;
}

/** A verifier that trusts `trusted`: no network can be involved. */
export function makeChainVerifier(
  options: Partial<JwcOptions> = {},
  changes: Partial<IssuerOptions> = {},
  plug: JwcPlugOptions = {},
): ChainVerifier {
  const clock = new VirtualClock(nowSeconds);
  const verifier = createVerifier({
    clock,
    trustPaths: [jwc(plug)],
    issuers: [
      {
        issuer,
        audience,
        trustPath: 'jwc',
        jwc: { innerJwks: { keys: [trusted.jwk] }, ...options },
        ...changes,
      },
    ],
  });
  return { ...verifier, clock, judge: (token) => judgeBy(verifier, token) };
}

export async function judgeBy(verifier: Pick<Verifier, 'verify'>, token: string): Promise<string> {
  try {
    const { trustPath } = await verifier.verify(token);
    return trustPath === 'jwc' ? 'accepted' : `accepted by ${trustPath}`;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
}

export function decodeClaims(token: string): JsonObject {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

export function decodeHeader(token: string): JsonObject {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
}
