import { writeSync } from 'node:fs';
import { createSharedRingStore } from '../../provider/stores/shared-ring-store.js';
import { turnOnce } from '../support/turn-once.js';
import { sharedKinds } from './shared-kinds.js';

// A program: turns the ring on a server so many times, and says each epoch once its commit was promised. A server that is
// away is asked again.
const [name = '', url = '', issuer = '', actor = '', times = '0'] = process.argv.slice(2);
const kind = sharedKinds.find((each) => each.name === name);
if (kind === undefined) throw new Error('there is no such kind of store');
const store = createSharedRingStore(await kind.connect(url, issuer), name);
const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
for (let turn = 0; turn < Number(times); ) {
  try {
    writeSync(1, `${(await turnOnce(store, actor)).epoch}\n`);
    turn++;
  } catch (error) {
    if ((error as { code?: string }).code !== 'store_unavailable') throw error;
    await pause();
  }
}
await store.close();
