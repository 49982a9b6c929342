import { expect, test } from 'vitest';
import { adminRequest, startTestProvider } from './test-provider.js';

const greased = { discovery: { openIdWithoutRs256: true, grease: true } };
type Keys = { kid: string; alg: string }[];

async function start(overrides = greased) {
  const started = await startTestProvider(overrides);
  const { ring } = started.provider.issuer();
  const served = async () => {
    const answer = await started.call('/jwks');
    const own = new Set((await ring.look()).keySet.keys.map(({ kid }) => kid));
    const decoys = (answer.json.keys as Keys).filter(({ kid }) => !own.has(kid));
    return { ...answer, decoys: decoys.map(({ kid }) => kid), epoch: Number(answer.json.keyturn_epoch) };
  };
  return { ...started, ring, served };
}

test('is off unless it is named', async () => {
  const { served } = await start({ discovery: { openIdWithoutRs256: true } } as typeof greased);
  const { json, decoys } = await served();
  expect([Object.keys(json), decoys]).toEqual([['keys', 'keyturn_epoch'], []]);
});

test('a decoy and a member that nobody knows are in the set, at both addresses the same', async () => {
  const { call, served } = await start();
  const { json, text, decoys } = await served();
  expect(decoys).toHaveLength(1);
  expect(Object.keys(json)).toHaveLength(3);
  expect((await call('/.well-known/jwks.json')).text).toBe(text);
});

test('no verb, no view and no announcement knows of the decoy', async () => {
  const { call, ring, served } = await start();
  const [decoy = ''] = (await served()).decoys;
  expect(decoy).not.toBe('');
  for (const path of ['/admin/keys', '/admin/guards', '/admin/journal'])
    expect((await call(path, adminRequest())).text).not.toContain(decoy);
  expect((await ring.verbs.retire(decoy, 'operator')).guard).toMatchObject({ rule: 'I7' });
  expect((await ring.verbs.rollBack('ES256', 'operator', decoy)).guard).toMatchObject({ rule: 'I9' });
});

test('the set changes with its epoch and never without: the tag is strong and nobody sees a key lost', async () => {
  const { clock, ring, served } = await start();
  const first = await served();
  await clock.advanceSeconds(8 * 86_400);
  expect((await served()).text).toBe(first.text);
  await ring.verbs.rotate('ES256', 'operator');
  const second = await served();
  expect(second.epoch).toBeGreaterThan(first.epoch);
  expect(second.headers.etag).not.toBe(first.headers.etag);
  expect(second.decoys).not.toEqual(first.decoys);
});
