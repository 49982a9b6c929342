import { writeSync } from 'node:fs';
import { systemClock } from '@keyturn/shared/clock';
import { createFileRingStore } from '../../../provider/stores/file-ring-store.js';
import { turnWithOverflow } from '../../support/sample-ring.js';

// A program: turns the ring in a folder so many times, and says each epoch once its commit was promised.
const [folder = '', actor = '', times = '0'] = process.argv.slice(2);
const store = await createFileRingStore({ folder, clock: systemClock });
for (let turn = 0; turn < Number(times); ) {
  const ring = await store.read();
  if (ring === null) throw new Error('the ring is gone');
  const next = turnWithOverflow(ring, actor);
  if (next.overflow.length > 0) await store.archive(next.overflow);
  if (!(await store.update(ring.epoch, next.ring))) continue;
  writeSync(1, `${next.ring.epoch}\n`);
  turn++;
}
