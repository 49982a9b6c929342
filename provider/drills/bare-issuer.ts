import { randomUUID } from 'node:crypto';
import { generateKey } from '../custody/generate-key.js';
import { createInProcessSigner } from '../custody/in-process-signer.js';
import type { Signer } from '../custody/key-custody.js';
import { issuerPaths } from '../http/issuer-paths.js';
import type { Served, Stage } from '../scenario/stage.js';
import type { IssuedToken } from '../scenario/world.js';
import { signCompact } from '../tokens/sign-compact.js';
import { DRILL_AUDIENCE } from './drill-audience.js';

const LIFETIME_SECONDS = 5;

/** A key that signs as its owner pleases. */
export interface BareKey {
  readonly kid: string;
  readonly signer: Signer;
  readonly publicJwk: Readonly<Record<string, unknown>>;
}

export async function makeBareKey(): Promise<BareKey> {
  const { key, privateKey } = await generateKey('ES256', 0);
  const { kid, publicJwk } = key;
  return {
    kid,
    signer: createInProcessSigner('ES256', privateKey),
    publicJwk: { ...publicJwk },
  };
}

/** An issuer of a few lines: somebody else's, whose keys are no rotation of ours. */
export interface BareIssuer {
  readonly issuer: string;
  readonly key: BareKey;
  /** Answers nobody any more. */
  hang(): void;
  sign(nowSeconds: number, kid?: string): Promise<IssuedToken>;
  close(): Promise<void>;
}

/** @param furtherKeys what else its key set holds, whoever they belong to; asked at each request. */
export async function startBareIssuer(
  { network }: Stage,
  furtherKeys: () => readonly object[] = () => [],
): Promise<BareIssuer> {
  const key = await makeBareKey();
  let isHung = false;
  let served: Served | undefined;
  const documents: Readonly<Record<string, () => object>> = {
    '/.well-known/openid-configuration': () => ({
      issuer: served?.origin,
      jwks_uri: `${served?.origin}${issuerPaths(served?.origin ?? '').jwks}`,
    }),
    '/jwks': () => ({
      keys: [{ ...key.publicJwk, kid: key.kid, alg: 'ES256', use: 'sig' }, ...furtherKeys()],
    }),
  };
  served = await network.serve((request, response) => {
    if (isHung) return;
    const document = documents[request.url ?? '']?.();
    const headers = { 'content-type': 'application/json', 'cache-control': 'public, max-age=2' };
    if (document === undefined) response.writeHead(404).end();
    else response.writeHead(200, headers).end(JSON.stringify(document));
  });
  const { origin: issuer, close } = served;
  return {
    issuer,
    key,
    hang: () => {
      isHung = true;
    },
    sign: (nowSeconds, kid) => signAs(key, issuer, nowSeconds, kid),
    close,
  };
}

/** An access token without fault but for who signs it. */
export async function signAs(
  { kid: own, signer }: Pick<BareKey, 'kid' | 'signer'>,
  iss: string,
  nowSeconds: number,
  kid = own,
  header: Readonly<Record<string, unknown>> = { kid },
): Promise<IssuedToken> {
  const iat = Math.floor(nowSeconds);
  const claims = { sub: 'drill', client_id: 'drill', aud: DRILL_AUDIENCE, jti: randomUUID() };
  const exp = iat + LIFETIME_SECONDS;
  const token = await signCompact(
    signer,
    { alg: 'ES256', typ: 'at+jwt', ...header },
    { iss, iat, exp, ...claims },
  );
  return { token, kid, issuedAtSeconds: nowSeconds, expiresAtSeconds: exp };
}
