import { expect, test } from 'vitest';
import { createSharedRingStore } from '../../../provider/stores/shared-ring-store.js';
import type { SharedServer } from '../../../provider/stores/shared-server.js';
import { sampleRing } from '../../support/sample-ring.js';

/** A server whose logs hold these lines; nothing else is asked of it. */
const storeOf = (lines: readonly unknown[]) => {
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  return createSharedRingStore({ readLog: async () => texts } as unknown as SharedServer, 'the server');
};

const { journal, former } = sampleRing();

test('lines that were written are read', async () => {
  expect(await storeOf(journal.entries).readArchive()).toEqual(journal.entries);
  expect(await storeOf(former).readArchivedKeys()).toEqual(former);
});

test.each([
  ['no JSON', '{"secret'],
  ['another form', '{"secret":1}'],
  ['nothing', 'null'],
])('a line that holds %s is told as what it is, without what is in it', async (_what, line) => {
  for (const read of [
    () => storeOf([...journal.entries, line]).readArchive(),
    () => storeOf([...former, line]).readArchivedKeys(),
  ]) {
    const failure = await read().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'ring_unreadable' });
    expect(String(failure)).not.toContain('secret');
  }
});
