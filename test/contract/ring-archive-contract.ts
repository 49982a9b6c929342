import { expect, test } from 'vitest';
import type { FormerKey } from '../../provider/ring/key-ring.js';
import type { RingStore } from '../../provider/stores/ring-store.js';
import { sampleRing, turnRing } from '../support/sample-ring.js';

/** Two handles on one ring. */
interface Handles {
  readonly store: RingStore;
  readonly peer: RingStore;
}

/** What every ring store keeps beside its ring: the journal's older part, and the keys that ended long ago. */
export function testArchive(start: () => Promise<Handles>, startWithRing: () => Promise<Handles>): void {
  test('the archive keeps what it has, takes what is new, and is read in order', async () => {
    const { store, peer } = await startWithRing();
    const entries = sampleEntries(6);
    await store.archive(entries.slice(0, 3));
    await peer.archive(entries.slice(2).reverse());
    await store.archive(entries.map((entry) => ({ ...entry, actor: 'impostor' })));
    await store.archive([]);
    expect(await store.readArchive()).toEqual(entries);
    expect(await peer.readArchive()).toEqual(entries);
  });

  test('many archivers of the same entries leave each of them once', async () => {
    const { store, peer } = await startWithRing();
    const entries = sampleEntries(20);
    const archivers = entries.map((_, index) =>
      (index % 2 === 0 ? store : peer).archive(entries.slice(0, index + 1)),
    );
    await Promise.all(archivers);
    expect(await store.readArchive()).toEqual(entries);
  });

  test('the archive may be written before there is a ring', async () => {
    const { store } = await start();
    const entries = sampleEntries(2);
    await store.archive(entries);
    expect(await store.read()).toBeNull();
    expect(await store.readArchive()).toEqual(entries);
    expect(await store.update(null, sampleRing())).toBe(true);
  });

  test('former keys are archived once each, are read in their last state, and never come back from it', async () => {
    const { store, peer } = await startWithRing();
    const [first, second] = [formerKey('first'), formerKey('second')];
    const revoked = { ...first, state: 'revoked', reason: 'stolen', endedAtSeconds: 9 } as const;
    expect(await store.readArchivedKeys()).toEqual([]);
    await store.archiveKeys([first, second]);
    await peer.archiveKeys([second, revoked]);
    await store.archiveKeys([
      { ...first, reason: 'impostor' },
      { ...revoked, reason: 'impostor' },
    ]);
    await store.archiveKeys([]);
    expect(await store.readArchivedKeys()).toEqual([revoked, second]);
    expect(await peer.readArchivedKeys()).toEqual([revoked, second]);
  });
}

function sampleEntries(count: number) {
  let ring = sampleRing();
  while (ring.journal.length < count) ring = turnRing(ring, `actor ${ring.journal.length}`);
  return ring.journal.entries;
}

function formerKey(kid: string): FormerKey {
  const [former] = sampleRing().former;
  if (former === undefined) throw new Error('the sample has a former key');
  return { ...former, kid, state: 'removed', reason: 'retired' };
}
