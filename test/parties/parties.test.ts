import { writeFile } from 'node:fs/promises';
import { globalAgent } from 'node:https';
import { join } from 'node:path';
import { systemClock } from '@keyturn/shared/clock';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLoopbackNetwork } from '../../provider/scenario/loopback-network.js';
import { loopbackTls } from '../relying-party/fetch/loopback-tls.js';
import { withoutInterceptors } from '../support/no-interceptors.js';
import { scratchFolder } from '../support/scratch-folder.js';
import { otherParties, ours } from './parties.js';

const audience = 'https://api.example';
const all = [...otherParties, ours];
const pairs = Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
const rootsBefore = globalAgent.options.ca;

// An interceptor has no agent, and the agent is what the root is told to.
withoutInterceptors();
beforeAll(() => {
  globalAgent.options.ca = loopbackTls.cert;
});
afterAll(() => {
  globalAgent.options.ca = rootsBefore;
});

async function startIssuer(isOverTls: boolean) {
  const folder = await scratchFolder();
  const tls = { certificateFile: join(folder, 'tls.pem'), keyFile: join(folder, 'tls.key') };
  await writeFile(tls.certificateFile, loopbackTls.cert);
  await writeFile(tls.keyFile, loopbackTls.key);
  const [known, foreign] = await pairs;
  const keys = [{ ...(await exportJWK(known.publicKey)), kid: 'known', use: 'sig', alg: 'ES256' }];
  let isDown = false;
  const network = createLoopbackNetwork(systemClock, isOverTls ? { tls } : {});
  const served = await network.serve((request, response) => {
    if (isDown) return response.writeHead(503).end();
    const issuer = served.origin;
    const document = request.url === '/jwks' ? { keys } : { issuer, jwks_uri: `${issuer}/jwks` };
    return response.setHeader('content-type', 'application/json').end(JSON.stringify(document));
  });
  const now = Math.floor(systemClock.nowSeconds());
  const claims = {
    iss: served.origin,
    aud: audience,
    sub: 'a',
    client_id: 'a',
    jti: 'a',
    iat: now,
    exp: now + 900,
  };
  const sign = ({ privateKey }: { readonly privateKey: Parameters<SignJWT['sign']>[0] }, kid: string) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid }).sign(privateKey);
  return {
    issuer: served.origin,
    good: { token: await sign(known, 'known'), kid: 'known' },
    forged: { token: await sign(foreign, 'known'), kid: 'known' },
    unknown: { token: await sign(foreign, 'unknown'), kid: 'unknown' },
    goDown() {
      isDown = true;
    },
    close: () => served.close(),
  };
}

test.each(all)('$name says yes to a good token and no to others', async (party) => {
  const issuer = await startIssuer(party.httpsOnly);
  const target = party.open({ issuer: issuer.issuer, audience, tlsCa: loopbackTls.cert });
  expect(await target.present(issuer.good)).toMatchObject({ answer: 'accepted', code: null });
  expect(await target.present(issuer.forged)).toMatchObject({ answer: 'refused' });
  expect(await target.present(issuer.unknown)).toMatchObject({ answer: 'refused' });
  target.close();
  issuer.goDown();
  const anew = party.open({ issuer: issuer.issuer, audience, tlsCa: loopbackTls.cert });
  // Not all can tell the two apart.
  expect(['error', 'refused']).toContain((await anew.present(issuer.good)).answer);
  anew.close();
  await issuer.close();
});

test.each(all)('$name is told by its version', ({ versions }) => {
  for (const version of Object.values(versions())) expect(version).toMatch(/^\d+\.\d+\.\d+/);
});
