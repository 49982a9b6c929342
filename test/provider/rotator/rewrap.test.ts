import { randomBytes } from 'node:crypto';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { createCustody } from '../../../provider/custody/create-custody.js';
import { createIssuerRing, openIssuerRing } from '../../../provider/rotator/issuer-ring.js';
import { createMemoryRingStore } from '../../../provider/stores/memory-ring-store.js';
import { samplePolicy } from '../../support/sample-ring.js';

const [old, next, third] = [randomBytes(32), randomBytes(32), randomBytes(32)];

/** A ring of two series whose wrapping keys are as they are configured, one process after the other. */
async function ringUnder(first: readonly Uint8Array[]) {
  const clock = new VirtualClock(10_000);
  const store = createMemoryRingStore(clock);
  const context = (wrappingKeys: readonly Uint8Array[]) => ({
    issuer: 'https://issuer.example',
    store,
    custody: createCustody({ wrappingKeys }),
    policy: samplePolicy,
    clock,
    log: () => {},
  });
  await createIssuerRing(context(first), { minFreshSeconds: 0 });
  const open = (wrappingKeys: readonly Uint8Array[]) =>
    openIssuerRing(context(wrappingKeys), { minFreshSeconds: 0 });
  const keys = async () => (await store.read())?.series.flatMap((series) => series.keys) ?? [];
  return { open, keys };
}

test('the wrapping key turns: both open, every key is wrapped anew, and the old one can go', async () => {
  const { open, keys } = await ringUnder([old]);
  const before = await keys();
  const both = await open([next, old]);
  const { kid } = await both.signing('ES256');
  expect(await both.verbs.rewrap('operator')).toMatchObject({
    outcome: 'done',
    steps: before.map((key) => ({ do: 'rewrap', series: null, kid: key.kid })),
  });
  const after = await keys();
  const bare = (all: typeof before) => all.map(({ wrappedPrivateKey: _, ...key }) => key);
  expect(bare(after)).toEqual(bare(before));
  const alone = await open([next]);
  expect((await alone.signing('ES256')).kid).toBe(kid);
  expect(await alone.verbs.rewrap('operator')).toMatchObject({ outcome: 'nothing_due' });
  await expect((await open([old])).signing('ES256')).rejects.toMatchObject({ code: 'signing_unavailable' });
});

test('a key that neither opens is named, and nothing is changed', async () => {
  const { open, keys } = await ringUnder([old]);
  const before = await keys();
  await expect((await open([next, third])).verbs.rewrap('operator')).rejects.toMatchObject({
    code: 'key_unreadable',
  });
  expect(await keys()).toEqual(before);
});

test('two who rewrap at once leave each key wrapped once', async () => {
  const { open, keys } = await ringUnder([old]);
  const [one, other] = [await open([next, old]), await open([next, old])];
  const outcomes = await Promise.all([one.verbs.rewrap('operator'), other.verbs.rewrap('operator')]);
  expect(outcomes.map(({ steps }) => steps.length).sort()).toEqual([0, (await keys()).length]);
  expect((await (await open([next])).signing('RS256')).kid).toBe((await one.signing('RS256')).kid);
});
