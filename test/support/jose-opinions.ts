import fc from 'fast-check';
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import type { RejectionCode } from '../../relying-party/rejection.js';
import {
  accessClaims,
  accessHeader,
  audience,
  encodeSegment,
  issuer,
  type MadeKey,
  makeKey,
  makeVerifier,
  nowSeconds,
} from '../relying-party/made-tokens.js';

/** Why we refuse what jose accepts by the same issuer, audience and `typ`. Every other difference is a defect. */
export const stricterRules = {
  encoding_not_canonical: 'One spelling for each sequence of bytes: spare bits of base64url are zero.',
  json_invalid: 'No byte order mark before the JSON.',
  json_too_deep: 'Not over 16 levels.',
  member_duplicate: 'No member twice, in any object.',
  token_too_large: 'At most 16 KiB.',
  header_too_large: 'A header of at most 8 KiB.',
  b64_not_supported: 'No `b64`, whatever it says.',
  claim_missing: 'The claims of RFC 9068 are there, and `exp`.',
  claim_invalid: 'Claims have the form that their standard says; a time in milliseconds is none.',
  token_issued_in_future: 'An `iat` in the future is a fault.',
  token_bound: 'A token bound to a key is no bearer token.',
  key_ambiguous: 'Without a `kid`, one key fits and no other.',
  key_unknown: 'A key fits one algorithm: without `alg`, the first on the list that it fits.',
} as const satisfies Partial<Record<RejectionCode, string>>;

/** An encoded segment, spelt in another way that says the same. */
export type Spelling = 'as it is' | 'spare bits';

export interface Plan {
  readonly key: MadeKey;
  readonly signer: MadeKey;
  readonly header: string | Uint8Array;
  readonly claims: string | Uint8Array;
  readonly spelling: Spelling;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Signs what is written, however odd: a wrong signature alone would hide everything else. */
export function writeToken({ signer, header, claims, spelling }: Plan): string {
  const spell = (segment: string) => (spelling === 'spare bits' ? withSpareBit(segment) : segment);
  const signingInput = `${encodeSegment(header)}.${spell(encodeSegment(claims))}`;
  return `${signingInput}.${spell(encodeSegment(signer.sign(signingInput)))}`;
}

function withSpareBit(segment: string): string {
  if (segment.length % 4 === 0) return segment;
  const last = alphabet.indexOf(segment.at(-1) ?? '');
  return segment.slice(0, -1) + alphabet[last | 1];
}

/** A key of each kind, and two that are odd: without `alg`, and with its private half published. */
export const keys = (['ES256', 'RS256', 'PS256', 'ES384', 'Ed25519'] as const).map((alg) => makeKey(alg));
const published = keys.map(({ jwk }) => ({ ...jwk }));
const withoutAlg = makeKey('RS384', 'without-alg');
const exposed = makeKey('ES256', 'exposed');
export const oddKeys = [withoutAlg, exposed];
const { alg: _, ...bare } = withoutAlg.jwk;
const privateHalf = { ...exposed.privateKey.export({ format: 'jwk' }), kid: 'exposed', alg: 'ES256' };
const jwks = { keys: [...published, bare, privateHalf] as never[] };

const verifier = makeVerifier(jwks.keys);
const joseKeys = createLocalJWKSet(jwks);

/** Our verdict: claims, or the code. */
export const ourVerdict = (token: string): Promise<object | string> =>
  verifier.verify(token).then(
    ({ claims }) => claims,
    ({ code }: { code: string }) => code,
  );

/**
 * jose's: claims, or undefined. Where several keys fit, each is tried, as its documentation says.
 * @param clockToleranceSeconds it has one, for `exp` and `nbf` alike.
 */
export async function joseVerdict(token: string, clockToleranceSeconds: number): Promise<object | undefined> {
  const options = {
    issuer,
    audience,
    typ: 'at+jwt',
    clockTolerance: clockToleranceSeconds,
    currentDate: new Date(nowSeconds * 1000),
  };
  try {
    return (await jwtVerify(token, joseKeys, options)).payload;
  } catch (failure) {
    if (!(failure instanceof errors.JWKSMultipleMatchingKeys)) return undefined;
    for await (const key of failure) {
      const verified = await jwtVerify(token, key, options).catch(() => undefined);
      if (verified !== undefined) return verified.payload;
    }
    return undefined;
  }
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e12,
    '',
    [],
    {},
    issuer,
    audience,
    [audience],
    'at+jwt',
    ['b64'],
    ['exp'],
  ),
  fc.constantFrom<unknown>(
    { jkt: 'x' },
    nowSeconds - 5,
    nowSeconds - 4,
    nowSeconds + 5,
    nowSeconds + 60,
    nowSeconds + 61,
  ),
  fc.constantFrom<unknown>('k'.repeat(1025), 'k'.repeat(9000), 'application/at+jwt', 'AT+JWT', 'JWT', false),
  fc.jsonValue({ maxDepth: 3 }),
);
const changes = (names: readonly string[]) =>
  fc.dictionary(fc.constantFrom(...names), fc.option(odd, { nil: undefined }), { maxKeys: 2 });

/** The one at this place three times in four: two oddities in one token hide each other. */
const mostly = <T>(at: number, ...values: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(values[at] as T) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  );

/** Ways to write one object that parsers may take differently. */
const writings: readonly ((json: string) => string | Uint8Array)[] = [
  (json) => json,
  (json) => ` ${json}\n`,
  (json) => json.replace('{', '{"extra":1,"extra":2,'),
  (json) => json.replace('{', '{"\\u0065xtra":1,"extra":2,'),
  (json) => json.replace('{', `{"extra":${'['.repeat(16)}${']'.repeat(16)},`),
  (json) => json.replace('{', `{"extra":"${'x'.repeat(16_000)}",`),
  (json) =>
    Buffer.concat([Buffer.from(json.replace(/\}$/, ',"extra":"')), Buffer.of(0xff), Buffer.from('"}')]),
  (json) => `\ufeff${json}`,
  (json) => json.replace('{', '{"__proto__":{"sub":"x"},'),
  (json) => json.replace('{', '{"iat":1e400,'),
];

/** Tokens near the good ones, in every direction. */
export const plans: fc.Arbitrary<Plan> = fc
  .record({
    key: fc.constantFrom(...keys, ...oddKeys),
    stranger: fc.constantFrom(...keys),
    same: fc.integer({ min: 0, max: 19 }),
    header: changes(['alg', 'typ', 'kid', 'crit', 'b64', 'jwk', 'x5c', 'jwc', 'jku', 'extra']),
    claims: changes([
      'iss',
      'aud',
      'exp',
      'nbf',
      'iat',
      'sub',
      'jti',
      'client_id',
      'cnf',
      'tjwk',
      'scope',
      'extra',
    ]),
    writeHeader: mostly(0, ...writings),
    writeClaims: mostly(0, ...writings),
    spelling: mostly<Spelling>(0, 'as it is', 'spare bits'),
  })
  .map(({ key, stranger, same, header, claims, writeHeader, writeClaims, spelling }) => ({
    key,
    signer: same > 0 ? key : stranger,
    header: writeHeader(JSON.stringify(accessHeader(key, header))),
    claims: writeClaims(JSON.stringify(accessClaims(claims))),
    spelling,
  }));

export interface Opinions {
  /** Tokens that both accept. */
  both: number;
  /** Accepted by us and refused by jose, or with other claims. */
  readonly onlyOurs: string[];
  /** Refused by us and accepted by jose: code -> how often. */
  readonly onlyTheirs: Map<string, number>;
}

/** Asks both about so many tokens. */
export async function fuzzAgainstJose(numRuns: number): Promise<Opinions> {
  const opinions: Opinions = { both: 0, onlyOurs: [], onlyTheirs: new Map() };
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const token = writeToken(plan);
      const ours = await ourVerdict(token);
      if (typeof ours === 'string') {
        // With our leeway for `exp`.
        if ((await joseVerdict(token, 5)) !== undefined)
          opinions.onlyTheirs.set(ours, (opinions.onlyTheirs.get(ours) ?? 0) + 1);
        return;
      }
      // With our tolerance for `nbf`.
      const theirs = await joseVerdict(token, 60);
      if (JSON.stringify(theirs) === JSON.stringify(ours)) opinions.both++;
      else opinions.onlyOurs.push(token);
    }),
    { numRuns },
  );
  return opinions;
}
