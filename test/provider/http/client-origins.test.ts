import { expect, test } from 'vitest';
import { checkConfiguration } from '../../../provider/configuration/check-configuration.js';
import { startTestProvider, stored, testConfiguration, tokenRequest } from './test-provider.js';

const APP = 'https://app.example';
const OTHER = 'https://other-app.example';
const [reader] = testConfiguration.clients ?? [];
const other = { clientId: 'other', secrets: [stored('other secret of the tests')], audiences: ['x'] };

const start = () =>
  startTestProvider({
    clients: [
      ...(reader === undefined ? [] : [{ ...reader, origins: [APP] }]),
      { ...other, origins: [OTHER] },
    ],
  });

const preflight = (origin: string) => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': 'POST' },
});

test('a page of the client’s own origin asks for a token and reads the answer', async () => {
  const { call } = await start();
  const asked = await call('/token', preflight(APP));
  expect(asked.status).toBe(204);
  expect(asked.headers).toMatchObject({
    'access-control-allow-origin': APP,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'Authorization, Content-Type, DPoP',
    vary: 'Origin',
  });
  const answer = await call('/token', tokenRequest({}, { origin: APP }));
  expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, APP]);
  const error = await call('/token', tokenRequest({ scope: 'admin' }, { origin: APP }));
  expect([error.json.error, error.headers['access-control-allow-origin']]).toEqual(['invalid_scope', APP]);
  for (const each of [asked, answer, error])
    expect(each.headers).not.toHaveProperty('access-control-allow-credentials');
});

test.each([
  'https://evil.example',
  'null',
  `${APP}.evil.example`,
  'http://app.example',
  `${APP}/`,
  `${APP}:444`,
])('a page of %s reads nothing', async (origin) => {
  const { call } = await start();
  expect((await call('/token', preflight(origin))).headers).not.toHaveProperty('access-control-allow-origin');
  const answer = await call('/token', tokenRequest({}, { origin }));
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  expect(answer.headers.vary).toBe('Origin');
});

test('a page of another client’s origin does not read what this client gets', async () => {
  const { call } = await start();
  expect((await call('/token', preflight(OTHER))).headers['access-control-allow-origin']).toBe(OTHER);
  const answer = await call('/token', tokenRequest({}, { origin: OTHER }));
  expect(answer.status).toBe(200);
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
});

test('where no client has an origin, no page is answered', async () => {
  const { call } = await startTestProvider();
  expect((await call('/token', preflight(APP))).headers).not.toHaveProperty('access-control-allow-origin');
  expect((await call('/token', tokenRequest({}, { origin: APP }))).headers).not.toHaveProperty(
    'access-control-allow-origin',
  );
});

test('no other endpoint is for pages, whoever they are of', async () => {
  const { call } = await start();
  for (const path of ['/introspect', '/revoke', '/cron/tick', '/health/ready'])
    expect((await call(path, preflight(APP))).headers).not.toHaveProperty('access-control-allow-origin');
});

test.each([
  '*',
  'null',
  'app.example',
  `${APP}/`,
  `${APP}/path`,
  'https://App.example',
  'https://app.example:443',
])('the origin %s is not one as browsers send it', (origin) => {
  const clients = [{ ...other, origins: [origin] }];
  expect(() => checkConfiguration({ issuer: 'https://issuer.example', clients })).toThrow(
    expect.objectContaining({ code: 'config_invalid' }),
  );
});

test('any page reads the public documents, unless that is turned off', async () => {
  const paths = ['/.well-known/oauth-authorization-server', '/jwks', '/.well-known/jwks.json', '/ca', '/crl'];
  const certificates = { authority: {} };
  const open = await startTestProvider({ certificates });
  const closed = await startTestProvider({
    certificates,
    discovery: { openIdWithoutRs256: true, anyOrigin: false },
  });
  for (const path of paths) {
    const { headers } = await open.call(path, { headers: { origin: APP } });
    expect([path, headers['access-control-allow-origin']]).toEqual([path, '*']);
    expect((await open.call(path, preflight(APP))).status).toBe(204);
    const refused = await closed.call(path, { headers: { origin: APP } });
    expect([path, refused.status]).toEqual([path, 200]);
    expect(refused.headers).not.toHaveProperty('access-control-allow-origin');
    expect(refused.headers['cross-origin-resource-policy']).toBe('same-origin');
    expect((await closed.call(path, preflight(APP))).headers).not.toHaveProperty(
      'access-control-allow-origin',
    );
  }
});
