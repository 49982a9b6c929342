import { expect, test } from 'vitest';
import { createIssuerRing } from '../../../provider/rotator/issuer-ring.js';
import { createMemoryRingStore } from '../../../provider/stores/memory-ring-store.js';
import { policyWith } from '../../support/ring-cases.js';
import { ShellWorld } from '../../support/shell-world.js';

test('a store that is swapped for another issuer’s under a running replica is not served, signed with or changed', async () => {
  const world = new ShellWorld(policyWith());
  const other = createMemoryRingStore(world.clock);
  await createIssuerRing(
    { ...world.context(other), issuer: 'https://other.example' },
    { minFreshSeconds: 0 },
  );
  const foreign = await other.read();
  const own = createMemoryRingStore(world.clock);
  let current = own;
  const swapped = {
    ...own,
    read: () => current.read(),
    update: (...change: Parameters<typeof own.update>) => current.update(...change),
  };
  const replica = await createIssuerRing(world.context(swapped), { minFreshSeconds: 0 });
  const { keySet } = await replica.servable();

  current = other;
  await world.clock.advanceSeconds(20);
  expect((await replica.servable()).keySet).toEqual(keySet);
  await expect(replica.tick('schedule')).rejects.toMatchObject({ code: 'store_of_other_issuer' });
  await expect(replica.verbs.adoptPolicy('operator')).rejects.toMatchObject({
    code: 'store_of_other_issuer',
  });
  await world.clock.advanceSeconds(20);
  await expect(replica.signing()).rejects.toMatchObject({ code: 'signing_unavailable' });
  expect(await other.read()).toEqual(foreign);
});
