import { writeSync } from 'node:fs';
import { systemClock } from '@keyturn/shared/clock';
import { createFileRingStore } from '../../../provider/stores/file-ring-store.js';
import { turnOnce } from '../../support/turn-once.js';

// A program: turns the ring in a folder so many times, and says each epoch once its commit was promised.
const [folder = '', actor = '', times = '0'] = process.argv.slice(2);
const store = await createFileRingStore({ folder, clock: systemClock });
for (let turn = 0; turn < Number(times); turn++) writeSync(1, `${(await turnOnce(store, actor)).epoch}\n`);
