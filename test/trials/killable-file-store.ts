import { join } from 'node:path';
import { systemClock } from '@keyturn/shared/clock';
import { createFileRingStore } from '../../provider/stores/file-ring-store.js';
import type { KillableStore } from './killable-store.js';

const seam = new URL('store-write-seam.mjs', import.meta.url);

/** A folder; the process itself counts its writes. */
export function killableFileStore(place: string): KillableStore {
  const folder = join(place, 'keys');
  return {
    name: 'file',
    configuration: { kind: 'file', folder },
    preload({ write, how }) {
      const armed = new URL(seam);
      armed.search = new URLSearchParams({ write: `${write}`, how }).toString();
      return [armed.href];
    },
    arm: (process) => process.arm(),
    open: () => createFileRingStore({ folder, clock: systemClock }),
    close: async () => {},
  };
}
