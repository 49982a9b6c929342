import type { Clock } from '@keyturn/shared/clock';
import { type RingStore, StoreError } from './ring-store.js';

/** The one deadline of every store: for an operation on a disk as for a question to a server. */
export const STORE_DEADLINE_MILLISECONDS = 4000;

/**
 * Waits so long and no longer, then rejects with StoreError `store_unavailable`. What was asked for may happen all the same.
 * @param who `the store`, or where it is; for a person.
 */
export async function answerInTime<Answer>(
  clock: Clock,
  who: string,
  ask: () => Promise<Answer>,
  onLate: () => void = () => {},
): Promise<Answer> {
  let cancel = () => {};
  const late = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(STORE_DEADLINE_MILLISECONDS, () => {
      onLate();
      reject(silent(who, `did not answer within ${STORE_DEADLINE_MILLISECONDS} ms`));
    });
  });
  return Promise.race([ask(), late]).finally(cancel);
}

type Operation = Exclude<keyof RingStore, 'claim' | 'close'>;

/**
 * A store whose calls end: what does not answer in time is given up with StoreError `store_unavailable`. A change that is
 * given up may have been committed all the same, as the contract of `update` says. While a call that was given up still
 * hangs, the next of its kind is refused at once, so that a dead disk is not asked ever more and holds no further thread.
 * Not for a store on a server: each question to one has the deadline already, and the next may find another connection.
 */
export function withDeadlines(store: RingStore, clock: Clock): RingStore {
  const who = 'the store';
  const hanging = new Set<Operation>();
  const inTime = async <Answer>(operation: Operation, ask: () => Promise<Answer>): Promise<Answer> => {
    if (hanging.has(operation)) throw silent(who, 'still does not answer');
    const asked = () => ask().finally(() => hanging.delete(operation));
    return answerInTime(clock, who, asked, () => hanging.add(operation));
  };
  return {
    nowSeconds: () => inTime('nowSeconds', () => store.nowSeconds()),
    read: () => inTime('read', () => store.read()),
    update: (...change) => inTime('update', () => store.update(...change)),
    archive: (entries) => inTime('archive', () => store.archive(entries)),
    readArchive: () => inTime('readArchive', () => store.readArchive()),
    archiveKeys: (keys) => inTime('archiveKeys', () => store.archiveKeys(keys)),
    readArchivedKeys: () => inTime('readArchivedKeys', () => store.readArchivedKeys()),
    // As long as it takes: nobody waits for it but who starts.
    claim: async () => store.claim?.(),
    close: () => store.close(),
  };
}

function silent(who: string, how: string): StoreError {
  return new StoreError('store_unavailable', `${who} ${how}`);
}
