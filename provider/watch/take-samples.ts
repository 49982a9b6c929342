import { compactVerify, importJWK } from 'jose';
import { type DocumentDoor, readDiscovery, readKeys } from './read-documents.js';
import { readUnverifiedToken } from './read-token.js';
import type { TokenAnswer } from './run-token-command.js';
import type { FailedSample, Sample, TokenSample } from './sample.js';

export interface SampleDoor extends DocumentDoor {
  /** Gets one token; undefined where no command was named. */
  readonly getToken: (() => Promise<TokenAnswer>) | undefined;
}

/**
 * One look at everything: discovery, then the key set, and beside them a token. The token is kept for the moment of this
 * call and in no sample.
 * @param knownJwksUri where the set was at an earlier look: an outage of discovery alone hides it from nobody.
 */
export async function takeSamples(
  issuer: string,
  door: SampleDoor,
  knownJwksUri?: string,
): Promise<readonly Sample[]> {
  const asked = door.getToken?.().then((answer) => ({ answer, atSeconds: door.nowSeconds() }));
  const discovery = await readDiscovery(issuer, door);
  const url = discovery.kind === 'discovery' ? discovery.jwksUri : knownJwksUri;
  const keys = url === undefined ? undefined : await readKeys(url, door);
  const documents: readonly Sample[] = keys === undefined ? [discovery] : [discovery, keys.sample];
  const token = await asked;
  if (token === undefined) return documents;
  return [...documents, await readAnswer(token.answer, token.atSeconds, keys?.jwks ?? [])];
}

async function readAnswer(
  answer: TokenAnswer,
  atSeconds: number,
  jwks: readonly Readonly<Record<string, unknown>>[],
): Promise<TokenSample | FailedSample> {
  if ('reason' in answer) return { kind: 'failed', read: 'token', atSeconds, ...answer };
  const read = readUnverifiedToken(answer.token);
  if (read === undefined)
    return {
      kind: 'failed',
      read: 'token',
      atSeconds,
      reason: 'no_token',
      message: 'what it printed is no JWT',
    };
  const signature = await checkSignature(answer.token, read.kid, read.alg, jwks);
  return { kind: 'token', atSeconds, ...read, signature };
}

async function checkSignature(
  token: string,
  kid: string | undefined,
  alg: string | undefined,
  jwks: readonly Readonly<Record<string, unknown>>[],
): Promise<TokenSample['signature']> {
  const named = jwks.filter((jwk) => kid !== undefined && jwk.kid === kid);
  const [jwk] = named;
  if (jwk === undefined || named.length > 1 || alg === undefined) return 'unchecked';
  let key: Awaited<ReturnType<typeof importJWK>>;
  try {
    const { kty, crv, x, y, n, e } = jwk;
    // The public members alone, whatever else was published.
    key = await importJWK(JSON.parse(JSON.stringify({ kty, crv, x, y, n, e })), alg);
  } catch {
    return 'unchecked';
  }
  try {
    await compactVerify(token, key, { algorithms: [alg] });
    return 'valid';
  } catch {
    return 'invalid';
  }
}
