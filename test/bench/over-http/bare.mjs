import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import Router from '@koa/router';
import Koa from 'koa';
import {
  audience,
  clientId,
  issuer,
  listenOnLoopback,
  scope,
  tokenLifetimeSeconds,
} from './shared-terms.mjs';

const signInPool = promisify(sign);
const keyTypes = {
  RS256: ['rsa', { modulusLength: 2048 }, {}],
  ES256: ['ec', { namedCurve: 'P-256' }, { dsaEncoding: 'ieee-p1363' }],
};

/**
 * A handler that signs the same claims and looks at nothing: no client, no body, no key that turns. Both ways of node:crypto
 * are there to be measured; jose signs by WebCrypto, which is slower than either.
 */
export async function serveBareToken({ alg, inPool }) {
  const [type, options, extra] = keyTypes[alg];
  const { privateKey } = generateKeyPairSync(type, options);
  const key = { key: privateKey, ...extra };
  const signNow = inPool
    ? (input) => signInPool('sha256', input, key)
    : (input) => sign('sha256', input, key);
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = encode({ alg, typ: 'at+jwt', kid: 'key-1' });
  return serve((router) =>
    router.post('/token', async (ctx) => {
      const iat = Math.floor(Date.now() / 1000);
      const claims = {
        iss: issuer,
        sub: clientId,
        client_id: clientId,
        aud: audience,
        iat,
        exp: iat + tokenLifetimeSeconds,
        jti: randomUUID(),
        scope,
      };
      const input = `${header}.${encode(claims)}`;
      const signature = (await signNow(Buffer.from(input))).toString('base64url');
      ctx.set('Cache-Control', 'no-store');
      ctx.body = {
        access_token: `${input}.${signature}`,
        token_type: 'Bearer',
        expires_in: tokenLifetimeSeconds,
        scope,
      };
    }),
  );
}

/** A handler that sends what it is given. */
export function serveBareDocument({ path, headers, text }) {
  return serve((router) =>
    router.get(path, (ctx) => {
      ctx.set(headers);
      ctx.body = text;
    }),
  );
}

async function serve(mount) {
  const router = new Router();
  mount(router);
  const koa = new Koa();
  koa.use(router.routes()).use(router.allowedMethods());
  return { port: await listenOnLoopback(createServer(koa.callback())) };
}
