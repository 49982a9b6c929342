import { X509Certificate } from 'node:crypto';
import { createVerifier } from '@keyturn/relying-party';
import { type X5cOptions, x5c } from '@keyturn/relying-party/x5c';
import type { SingleIssuerInput } from 'keyturn';
import { expect, test } from 'vitest';
import { startTestProvider, type TestProvider, tokenRequest } from '../http/test-provider.js';

const replica = { upstream: { kind: 'authority' as const } };
const certificates: SingleIssuerInput['certificates'] = {
  authority: {},
  replica,
  audiences: ['https://other.example'],
};

const headerOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());

async function makeVerifier({ call, clock, provider }: TestProvider, options: X5cOptions = {}) {
  return createVerifier({
    clock,
    trustPaths: [x5c()],
    issuers: [
      {
        issuer: provider.issuer().url,
        audience: 'https://other.example',
        trustPath: 'x5c',
        x5c: { anchorsPem: (await call('/ca')).text, ...options },
      },
    ],
  });
}

const askFor = async ({ call }: TestProvider, resource: string): Promise<string> => {
  const answer = await call('/token', tokenRequest({ resource }));
  return String(answer.json.access_token);
};

test('a resource that is told so gets tokens that verify with nothing but the root', async () => {
  const started = await startTestProvider({ certificates });
  const token = await askFor(started, 'https://other.example');
  const verified = await (await makeVerifier(started)).verify(token);
  expect(verified.claims).toMatchObject({ iss: started.provider.issuer().url, sub: 'reader & co' });
  expect(headerOf(await askFor(started, 'https://api.example'))).not.toHaveProperty('x5c');
});

test('a replica key is in no key set, and brings nothing into it', async () => {
  const started = await startTestProvider({ certificates });
  const header = headerOf(await askFor(started, 'https://other.example'));
  const { text } = await started.call('/jwks');
  expect(text).not.toContain('x5c');
  const leaf = new X509Certificate(Buffer.from(header.x5c[0], 'base64'));
  expect(text).not.toContain(String(leaf.publicKey.export({ format: 'jwk' }).x));
  expect(header).not.toHaveProperty('kid');
  expect(header).not.toHaveProperty('keyturn_epoch');
});

test('the lists of the CA show every certificate of a chain not to be revoked, or the one that is', async () => {
  const started = await startTestProvider({ certificates });
  const crls = (await started.call('/crl.pem')).text;
  const verifier = await makeVerifier(started, { crls });
  await expect(verifier.verify(await askFor(started, 'https://other.example'))).resolves.toBeDefined();
  const answer = await started.call('/crl');
  expect(answer.headers['content-type']).toBe('application/pkix-crl');
  expect(answer.status).toBe(200);
});

test('the CA and its lists are for anybody, and only where there is a CA', async () => {
  const { call } = await startTestProvider({ certificates });
  const answer = await call('/ca');
  expect(answer.headers['access-control-allow-origin']).toBe('*');
  expect(answer.text).toMatch(/^-----BEGIN CERTIFICATE-----/);
  expect(answer.text).not.toContain('PRIVATE');
  const without = await startTestProvider();
  for (const path of ['/ca', '/crl', '/crl.pem']) expect((await without.call(path)).status).toBe(404);
});

test('health tells of the certificate, and reads ready before the first one', async () => {
  const started = await startTestProvider({ certificates });
  const health = async () => (await started.call('/health/ready')).json;
  expect(await health()).toMatchObject({
    status: 'ready',
    issuers: [{ certificate: { lastExpirySeconds: null } }],
  });
  await askFor(started, 'https://other.example');
  expect(await health()).toMatchObject({
    issuers: [{ certificate: { maySign: true, consecutiveFailures: 0 } }],
  });
});

test('without certificates there is nothing to sign with on this path', async () => {
  const { provider } = await startTestProvider();
  const signing = provider.issuer().sign({}, { typ: 'x', trustPath: 'x5c' });
  await expect(signing).rejects.toMatchObject({ code: 'certificates_not_configured' });
});

test('a certificate that is too short for a token is refused by its rule at start', async () => {
  const tooShort = { authority: { certificateLifetimeSeconds: 82 }, replica };
  await expect(startTestProvider({ certificates: tooShort })).rejects.toThrow(/X2: 82 s is not >= 83 s/);
  const enough = { authority: { certificateLifetimeSeconds: 83 }, replica };
  const { provider } = await startTestProvider({ certificates: enough });
  const signed = await provider.issuer().sign({}, { typ: 'x', trustPath: 'x5c' });
  expect(signed.expiresInSeconds).toBe(60);
});

test.each<[string, SingleIssuerInput['certificates'], RegExp]>([
  ['a CA that is not there', { replica }, /need authority/],
  ['ring keys without a CA', { ringKeys: true }, /need authority/],
  ['resources and nothing to sign with', { authority: {}, audiences: ['a'] }, /something must sign/],
  ['a misspelt name', { authority: {}, ringKey: true } as never, /did you mean "ringKeys"/],
])('a configuration with %s is refused', async (_, written, why) => {
  await expect(startTestProvider({ certificates: written })).rejects.toThrow(why);
});

test('ring keys that are kept want a CA that is kept', async () => {
  const store = { kind: 'file' as const, folder: 'nowhere' };
  const starting = startTestProvider({ store, certificates: { authority: {}, ringKeys: true } });
  await expect(starting).rejects.toThrow(/authority\.folder: is needed/);
});

const certifiedRing = { authority: {}, ringKeys: true, audiences: ['https://other.example'] };

test('a certified ring key is published with its own certificate, and one token verifies by key set and root', async () => {
  const started = await startTestProvider({ certificates: certifiedRing });
  const token = await askFor(started, 'https://other.example');
  const keys = JSON.parse((await started.call('/jwks')).text).keys;
  for (const key of keys) {
    const leaf = new X509Certificate(Buffer.from(key.x5c[0], 'base64'));
    const { x, y } = leaf.publicKey.export({ format: 'jwk' });
    expect([x, y]).toEqual([key.x, key.y]);
    expect(key['x5t#S256']).toBe(
      Buffer.from(leaf.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'),
    );
  }
  const { kid, x5c: chain } = headerOf(token);
  expect(keys.find((key: { kid: string }) => key.kid === kid).x5c).toEqual(chain);
  const byRoot = await (await makeVerifier(started)).verify(token);
  const byKeySet = await createVerifier({
    clock: started.clock,
    issuers: [
      {
        issuer: started.provider.issuer().url,
        audience: 'https://other.example',
        discovery: { jwks: { keys } },
      },
    ],
  }).verify(token);
  expect(byRoot.claims).toEqual(byKeySet.claims);
});

test('certified keys stay certified through rotations', async () => {
  const started = await startTestProvider({ certificates: certifiedRing });
  const verifier = await makeVerifier(started);
  const kids = new Set<string>();
  for (let turn = 0; turn < 3; turn++) {
    await started.clock.advanceSeconds(36);
    await started.provider.issuer().ring.verbs.rotate('ES256', 'operator');
    const token = await askFor(started, 'https://other.example');
    kids.add(headerOf(token).kid);
    await expect(verifier.verify(token)).resolves.toBeDefined();
  }
  expect(kids.size).toBe(3);
});
