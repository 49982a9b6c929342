import { generateKeyPairSync } from 'node:crypto';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { certifyRingKeys } from '../../../provider/certificates/certified-custody.js';
import { createCustody } from '../../../provider/custody/create-custody.js';
import type { KeyCustody } from '../../../provider/custody/key-custody.js';
import { generateWrappingKey } from '../../../provider/custody/wrapping-key.js';
import { keyInState, seriesOf } from '../../../provider/ring/key-ring.js';
import { resolvePolicy } from '../../../provider/ring/policy.js';
import { createIssuerRing, openIssuerRing } from '../../../provider/rotator/issuer-ring.js';
import { createMemoryRingStore } from '../../../provider/stores/memory-ring-store.js';
import { FakeCustody } from '../../support/fake-custody.js';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const known = { alreadyPublished: { maxTokenLifetimeSeconds: 60 }, force: { reason: 'moved here' } };

async function world(custody: KeyCustody = createCustody({ wrappingKeys: [generateWrappingKey()] })) {
  const clock = new VirtualClock(10_000);
  const store = createMemoryRingStore(clock);
  const policy = resolvePolicy({ profile: 'dev', series: [{ alg: 'ES256' }] });
  const context = { issuer: 'https://issuer.example', store, custody, policy, clock, log: () => {} };
  const ring = await createIssuerRing(context);
  const prepare = (kid: string, more = {}) =>
    ring.verbs.prepareImport('ES256', { from: { privateKey }, kid, ...more });
  const importKey = async (kid: string, more = {}) => {
    const { request, imported } = await prepare(kid, more);
    return ring.verbs.perform(request, 'operator', imported);
  };
  return { clock, store, context, ring, prepare, importKey };
}

test('signs by the kid that it brought, here and on another replica', async () => {
  const { context, ring, importKey } = await world();
  expect(await importKey('theirs', known)).toMatchObject({ outcome: 'done' });
  for (const replica of [ring, await openIssuerRing(context)]) {
    const { kid, signer } = await replica.signing();
    expect(kid).toBe('theirs');
    expect(await signer.sign(Buffer.from('x'))).toHaveLength(64);
  }
});

test('of two who import the same key at once, one does and the other hears that it is there', async () => {
  const { ring, prepare } = await world();
  const [one, other] = [await prepare('theirs'), await prepare('theirs')];
  const outcomes = await Promise.all(
    [one, other].map(({ request, imported }) => ring.verbs.perform(request, 'operator', imported)),
  );
  expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['done', 'refused']);
  expect(outcomes.find(({ guard }) => guard !== undefined)?.guard).toMatchObject({ rule: 'I7' });
  const { ring: after } = await ring.look();
  expect(keyInState(seriesOf(after, 'ES256'), 'standby')?.kid).toBe('theirs');
});

test('a key that ended so long ago that it is in the archive alone never returns', async () => {
  const { store, ring, importKey } = await world();
  await importKey('theirs');
  await ring.verbs.retire('theirs', 'operator');
  const archived = await ring.formerKeys();
  await store.archiveKeys(archived);
  const stored = await store.read();
  if (stored === null) throw new Error('the ring is there');
  await store.update(stored.epoch, { ...stored, epoch: stored.epoch + 1, former: [] });
  for (const kid of ['theirs', 'another'])
    expect(await importKey(kid, known)).toMatchObject({ outcome: 'refused', guard: { rule: 'I7' } });
});

test('foreseeing changes nothing', async () => {
  const { store, ring, prepare } = await world();
  const before = await store.read();
  const { request } = await prepare('theirs', known);
  expect(await ring.verbs.foresee(request)).toMatchObject({ outcome: 'would_do', overrides: { rule: 'I1' } });
  expect(await store.read()).toEqual(before);
});

test('a custody that takes nothing in says so', async () => {
  const { prepare } = await world(new FakeCustody());
  await expect(prepare('theirs')).rejects.toMatchObject({ code: 'key_import_unsupported' });
});

test('where ring keys are certified, an imported one is asked a certificate for too', async () => {
  const asked: string[] = [];
  const issue = ({ alg }: { alg: string }) => {
    asked.push(alg);
    return Promise.reject(new Error('the CA is away'));
  };
  const custody = createCustody({ wrappingKeys: [generateWrappingKey()] });
  const names = { uris: ['https://issuer.example'], dnsNames: [] };
  const { importKey } = await world(certifyRingKeys(custody, names, issue, () => {}));
  asked.length = 0;
  // A CA that fails stops no rotation, and no import.
  expect(await importKey('theirs')).toMatchObject({ outcome: 'done' });
  expect(asked).toEqual(['ES256']);
});
