import { systemClock } from '@keyturn/shared/clock';
import { createFileShortLivedState } from '../../../provider/stores/file-short-lived-state.js';

/** Claims `key 0`, `key 1`, … and says which it was the first to use. Ends of itself after so many. */
const [folder = '', from = '0', count = '0'] = process.argv.slice(2);
const state = createFileShortLivedState({ folder, clock: systemClock, segmentSeconds: 0.05 });
for (let n = Number(from); n < Number(from) + Number(count); n++)
  if (await state.addIfAbsent('jti', `key ${n}`, 600)) process.stdout.write(`${n}\n`);
await state.close();
