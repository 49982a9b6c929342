import type { Clock } from '@keyturn/shared/clock';
import { type RingStore, StoreError } from './ring-store.js';

const DEADLINE_MILLISECONDS = 5000;

type Operation = Exclude<keyof RingStore, 'close'>;

/**
 * A store whose calls end: what does not answer in time is given up with StoreError `store_unavailable`. A change that is
 * given up may have been committed all the same, as the contract of `update` says. While a call that was given up still
 * hangs, the next of its kind is refused at once, so that a dead disk is not asked ever more and holds no further thread.
 */
export function withDeadlines(store: RingStore, clock: Clock): RingStore {
  const hanging = new Set<Operation>();
  const inTime = async <Answer>(operation: Operation, ask: () => Promise<Answer>): Promise<Answer> => {
    if (hanging.has(operation)) throw silent('still does not answer');
    let cancel = () => {};
    const late = new Promise<never>((_resolve, reject) => {
      cancel = clock.after(DEADLINE_MILLISECONDS, () => {
        hanging.add(operation);
        reject(silent(`did not answer within ${DEADLINE_MILLISECONDS} ms`));
      });
    });
    const answer = ask().finally(() => hanging.delete(operation));
    return Promise.race([answer, late]).finally(cancel);
  };
  return {
    nowSeconds: () => inTime('nowSeconds', () => store.nowSeconds()),
    read: () => inTime('read', () => store.read()),
    update: (...change) => inTime('update', () => store.update(...change)),
    archive: (entries) => inTime('archive', () => store.archive(entries)),
    readArchive: () => inTime('readArchive', () => store.readArchive()),
    archiveKeys: (keys) => inTime('archiveKeys', () => store.archiveKeys(keys)),
    readArchivedKeys: () => inTime('readArchivedKeys', () => store.readArchivedKeys()),
    close: () => store.close(),
  };
}

function silent(how: string): StoreError {
  return new StoreError('store_unavailable', `the store ${how}`);
}
