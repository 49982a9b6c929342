import { expect, test } from 'vitest';
import { handedOut } from './seen.js';
import { adminRequest, cronRequest, startTestProvider, stored } from './test-provider.js';

const views = ['/admin/keys', '/admin/guards', '/admin/journal'];
const verbs = ['prepare', 'rotate', 'rollback', 'retire', 'revoke', 'acknowledge'].map(
  (verb) => `/admin/keys/${verb}`,
);

interface KeysAnswer {
  readonly keys: readonly { readonly kid: string; readonly state: string }[];
}

async function start(overrides: Parameters<typeof startTestProvider>[0] = {}) {
  const started = await startTestProvider(overrides);
  const kidOf = async (state: string) => {
    const { keys } = (await started.call('/admin/keys', adminRequest())).json as unknown as KeysAnswer;
    return keys.find((key) => key.state === state)?.kid ?? 'none';
  };
  return { ...started, kidOf };
}

test.each([...views, ...verbs])('%s is closed without its own credential', async (path) => {
  const { call } = await start();
  const method = verbs.includes(path) ? 'POST' : 'GET';
  const missing = await call(path, { method });
  expect([missing.status, missing.json.code]).toEqual([401, 'credential_missing']);
  expect(missing.headers['www-authenticate']).toBe('Bearer realm="keyturn admin"');
  const ofCron = await call(path, { ...cronRequest(), method });
  expect([ofCron.status, ofCron.json.code]).toEqual([401, 'credential_wrong']);
});

test('the credential of an operator opens no cron endpoint', async () => {
  const { call } = await start();
  expect((await call('/cron/tick', adminRequest({}))).status).toBe(401);
});

test.each(verbs)('no GET changes anything: %s', async (path) => {
  const { call, clock } = await start();
  await clock.advanceSeconds(100);
  const before = (await call('/admin/keys', adminRequest())).json.epoch;
  expect((await call(path, adminRequest())).status).toBe(405);
  expect((await call('/admin/keys', adminRequest())).json.epoch).toBe(before);
});

test('keys are listed with what comes next, and never cached', async () => {
  const { call } = await start();
  const { json, headers } = await call('/admin/keys', adminRequest());
  expect(headers['cache-control']).toBe('no-store');
  expect(json).toMatchObject({
    issuer: 'http://localhost:4000',
    series: ['ES256'],
    keys: [
      { series: 'ES256', state: 'active', next: { what: 'rotates' } },
      { series: 'ES256', state: 'standby', next: { what: 'may sign' } },
    ],
  });
});

test('a plan says what would be done, and whom it would hurt, and changes nothing', async () => {
  const { call, kidOf } = await start();
  const [active, standby] = [await kidOf('active'), await kidOf('standby')];
  const refused = await call('/admin/keys/rotate', adminRequest({ plan: true }));
  expect(refused.json).toEqual({
    issuer: 'http://localhost:4000',
    plan: [
      {
        series: 'ES256',
        outcome: 'refused',
        steps: [],
        guard: expect.objectContaining({ rule: 'I8', waitSeconds: 35 }),
        epoch: expect.any(Number),
      },
    ],
  });
  const forced = await call('/admin/keys/rotate', adminRequest({ plan: true, force: 'a drill' }));
  expect(forced.json.plan).toEqual([
    expect.objectContaining({
      outcome: 'would_do',
      steps: [
        { do: 'demote', series: null, kid: active },
        { do: 'activate', series: 'ES256', kid: standby },
        { do: 'publish', series: 'ES256', kid: null },
      ],
      overrides: expect.objectContaining({ rule: 'I8', waitSeconds: 35 }),
    }),
  ]);
  const revoked = await call(
    '/admin/keys/revoke',
    adminRequest({ plan: true, kid: active, replaceWith: 'fresh' }),
  );
  expect(revoked.json.plan).toEqual([
    expect.objectContaining({
      outcome: 'would_do',
      consequences: expect.objectContaining({ collateralIssuanceSeconds: expect.any(Number) }),
    }),
  ]);
  expect(await kidOf('active')).toBe(active);
});

test('verbs do what they say, each told in the journal with who and why', async () => {
  const { call, clock, kidOf } = await start();
  const [first, second] = [await kidOf('active'), await kidOf('standby')];
  await clock.advanceSeconds(35);
  expect((await call('/admin/keys/rotate', adminRequest({}))).json).toMatchObject({
    outcomes: [{ series: 'ES256', outcome: 'done' }],
  });
  expect(await kidOf('active')).toBe(second);
  const back = await call('/admin/keys/rollback', adminRequest({ series: 'ES256', kid: first }));
  expect(back.json).toMatchObject({ outcomes: [{ outcome: 'done' }] });
  expect(await kidOf('active')).toBe(first);
  const stolen = { kid: first, replaceWith: 'fresh', reason: 'stolen from a laptop' };
  expect((await call('/admin/keys/revoke', adminRequest(stolen))).status).toBe(200);
  expect((await call('/admin/keys/prepare', adminRequest({}))).json).toMatchObject({
    outcomes: [{ outcome: 'nothing_due' }],
  });
  const journal = (await call('/admin/journal?count=5', adminRequest())).json;
  expect(journal).toMatchObject({ brokenAt: null });
  expect(journal.entries).toHaveLength(5);
  expect(journal.entries).toContainEqual(
    expect.objectContaining({
      actor: 'admin:alice',
      verb: 'revoke',
      kid: first,
      reason: 'stolen from a laptop',
    }),
  );
});

test('a refusal is 409 with the rule, and what was done for no series stands beside it', async () => {
  const { call, kidOf } = await start();
  const refused = await call('/admin/keys/rotate', adminRequest({}));
  expect([refused.status, refused.json.code, refused.headers['retry-after']]).toEqual([
    409,
    'guard_refused',
    '35',
  ]);
  expect(refused.json).toMatchObject({ rule: 'I8', outcomes: [{ series: 'ES256', outcome: 'refused' }] });
  const signing = await call('/admin/keys/retire', adminRequest({ kid: await kidOf('active'), force: 'x' }));
  expect([signing.status, signing.json.rule]).toEqual([409, 'I5']);
});

test('guards tell what each verb would hear now', async () => {
  const { call, kidOf } = await start();
  const { json } = await call('/admin/guards', adminRequest());
  const told = (json.verbs as { verb: string; kid: string | null; outcome: string }[]).map(
    ({ verb, kid, outcome }) => [verb, kid, outcome],
  );
  expect(told).toEqual([
    ['prepare', null, 'nothing_due'],
    ['rotate', null, 'refused'],
    ['rollback', null, 'refused'],
    ['retire', await kidOf('active'), 'refused'],
    ['retire', await kidOf('standby'), 'would_do'],
  ]);
});

test('a key signs once the party that never fetches is said to have it', async () => {
  const rotation = { profile: 'dev' as const, series: [{ alg: 'ES256' as const }] };
  const pinnedParties = [{ name: 'gateway' }];
  const { call, clock, kidOf } = await start({ rotation: { ...rotation, pinnedParties } });
  await clock.advanceSeconds(35);
  const kid = await kidOf('standby');
  const held = await call('/admin/keys/rotate', adminRequest({}));
  expect([held.status, held.json.rule, held.json.kid]).toEqual([409, 'pinned', kid]);
  expect(held.json.cure).toContain(`keyturn keys acknowledge gateway ${kid}`);
  const unknown = await call('/admin/keys/acknowledge', adminRequest({ party: 'getaway', kid }));
  expect([unknown.status, unknown.json.rule]).toEqual([409, 'pinned']);
  expect((await call('/admin/keys/acknowledge', adminRequest({ party: 'gateway', kid }))).status).toBe(200);
  expect((await call('/admin/keys/rotate', adminRequest({}))).status).toBe(200);
  expect(await kidOf('active')).toBe(kid);
  const { entries } = (await call('/admin/journal', adminRequest())).json as unknown as {
    entries: { verb: string; kid: string; reason: string }[];
  };
  expect(entries).toContainEqual(expect.objectContaining({ verb: 'acknowledge', kid, reason: 'gateway' }));
});

test('a retry under one key is one change, and another caller has keys of his own', async () => {
  const bobs = 'credential-of-bob';
  const callers = [
    { name: 'alice', credentials: [stored(handedOut.adminCredential)] },
    { name: 'bob', credentials: [stored('an-older-one'), stored(bobs)] },
  ];
  const { call, clock, kidOf } = await start({ admin: { callers } });
  await clock.advanceSeconds(35);
  const once = { 'idempotency-key': 'turn-1' };
  expect((await call('/admin/keys/rotate', adminRequest({}, once))).status).toBe(200);
  const active = await kidOf('active');
  const again = await call('/admin/keys/rotate', adminRequest({}, once));
  expect([again.status, again.headers['idempotency-replayed']]).toEqual([200, 'true']);
  const ofBob = adminRequest({}, { ...once, authorization: `Bearer ${bobs}` });
  expect((await call('/admin/keys/rotate', ofBob)).json.code).toBe('idempotency_key_reused');
  expect(await kidOf('active')).toBe(active);
});

test.each([
  ['rotate', { serie: 'ES256' }, 'json_invalid'],
  ['rotate', { series: 'none' }, 'series_unknown'],
  ['rotate', { issuer: 'https://other.example' }, 'issuer_unknown'],
  ['rotate', { force: ' ' }, 'json_invalid'],
  ['retire', {}, 'json_invalid'],
  ['revoke', { kid: 'x', replaceWith: 'warm', reason: 'y' }, 'json_invalid'],
  ['acknowledge', { kid: 'x' }, 'json_invalid'],
  ['revoke', { kid: 'x', replaceWith: 'fresh' }, 'json_invalid'],
  ['revoke', { kid: 'x', replaceWith: 'fresh', reason: 'y'.repeat(501) }, 'json_invalid'],
])('%s with %j is refused', async (verb, body, code) => {
  const { call } = await start();
  const answer = await call(`/admin/keys/${verb}`, adminRequest(body));
  expect([answer.status, answer.json.code]).toEqual([400, code]);
});

test.each(['-1', '1001', 'ten', '1e2', ''])('a journal of %j entries is refused', async (count) => {
  const { call } = await start();
  const answer = await call(`/admin/journal?count=${count}`, adminRequest());
  expect([answer.status, answer.json.code]).toEqual([400, 'request_invalid']);
});

test.each([
  ['/admin/journal?cuont=5', 'did you mean count?'],
  ['/admin/keys?issuer=http%3A%2F%2Flocalhost%3A4000&issuer=x', 'the parameter issuer is given twice'],
  ['/admin/drills/reports?issuer=x', 'there are: none'],
])('a parameter that means nothing is not passed over: %s', async (path, detail) => {
  const { call } = await start();
  const { status, json } = await call(path, adminRequest());
  expect([status, json.code]).toEqual([400, 'request_invalid']);
  expect(json.detail).toContain(detail);
});

test('of several issuers one must be named', async () => {
  const { call } = await start();
  expect((await call('/admin/keys?issuer=http://localhost:4000', adminRequest())).status).toBe(200);
  expect((await call('/admin/keys?issuer=http://localhost:4001', adminRequest())).json.code).toBe(
    'issuer_unknown',
  );
});

test('a provider without callers is closed to all, and two of one name are refused', async () => {
  const { call } = await start({ admin: {} });
  expect((await call('/admin/keys', adminRequest())).status).toBe(401);
  const alice = { name: 'alice', credentials: [stored(handedOut.adminCredential)] };
  await expect(startTestProvider({ admin: { callers: [alice, alice] } })).rejects.toThrow(
    'two by the name alice',
  );
});

test('what operators see can be neither framed nor scripted, and no other site reads it (provider-16)', async () => {
  const { call } = await start();
  for (const path of views) {
    const { headers } = await call(path, adminRequest(undefined, { origin: 'https://evil.example' }));
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect((await call(path, { method: 'OPTIONS' })).headers).not.toHaveProperty(
      'access-control-allow-origin',
    );
  }
});
