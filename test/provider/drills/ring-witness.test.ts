import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { RingWitness } from '../../../provider/drills/ring-witness.js';
import type { KeyRing, RingKey } from '../../../provider/ring/key-ring.js';
import { createMemoryRingStore } from '../../../provider/stores/memory-ring-store.js';
import { sampleRing, turnRing } from '../../support/sample-ring.js';

const first = sampleRing();
const second = turnRing(first, 'tick');

/** What a witness finds who saw the good ring, and then each of these committed, the last of which is stored. */
async function findingsAfter(...rings: readonly KeyRing[]): Promise<readonly string[]> {
  const clock = new VirtualClock(1_700_000_100);
  const witness = new RingWitness(createMemoryRingStore(clock));
  for (const ring of [first, ...rings]) witness.judge(ring);
  const last = rings.at(-1) ?? first;
  await witness.look(createMemoryRingStore(clock, JSON.stringify(last)));
  return witness.findings;
}

const changed = (ring: KeyRing, change: (key: RingKey) => RingKey): KeyRing => ({
  ...ring,
  series: ring.series.map((series) => ({ ...series, keys: series.keys.map(change) })),
});
const without = (ring: KeyRing, state: RingKey['state']): KeyRing => ({
  ...ring,
  series: ring.series.map((series) => ({
    ...series,
    keys: series.keys.filter((key) => key.state !== state),
  })),
});
const anotherX = (key: RingKey): RingKey => ({ ...key, publicJwk: { ...key.publicJwk, x: 'another' } });
const allActive = changed(second, (key) => ({ ...key, state: 'active' }));
const { journal } = second;

test('nothing is found in rings as they are committed', async () => {
  expect(await findingsAfter(second, turnRing(second, 'tick'))).toEqual([]);
});

test.each<[string, readonly KeyRing[], RegExp]>([
  ['an epoch that falls', [second, first], /^I11: epoch \d+ after \d+/],
  ['two keys that sign', [allActive], /^I5: 2 active keys in ES256/],
  ['a kid that names another key', [changed(second, anotherX)], /^I7: key \S+ is another/],
  ['a kid twice', [{ ...second, former: [...second.former, ...second.former] }], /^I7: a kid names two keys/],
  ['a key that comes back', [without(second, 'standby'), turnRing(second, 'tick')], /^I7: key \S+ came back/],
  ['a key that is nowhere', [{ ...second, former: [] }], /^I12: key \S+ is lost/],
  ['nobody who signs', [without(second, 'active')], /^I12: no key of ES256 signs/],
  [
    'a journal that was cut',
    [{ ...second, journal: { ...journal, entries: journal.entries.slice(1) } }],
    /^journal: /,
  ],
  ['a journal that ends early', [{ ...first, epoch: second.epoch }], /^journal: it ends before epoch/],
])('%s is found, by its rule', async (_, rings, finding) => {
  const findings = await findingsAfter(...rings);
  expect(findings.filter((found) => finding.test(found))).not.toEqual([]);
});

test('a store that is empty or cannot be read is a finding, and no exception', async () => {
  const witness = new RingWitness(createMemoryRingStore(new VirtualClock(0)));
  await witness.look();
  await witness.look(createMemoryRingStore(new VirtualClock(0), '{"torn'));
  expect(witness.findings).toEqual([
    expect.stringMatching(/^I12: the ring is gone/),
    expect.stringMatching(/^I12: StoreError/),
  ]);
});
