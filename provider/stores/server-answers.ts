import type { Clock } from '@keyturn/shared/clock';
import { StoreError } from './ring-store.js';

const DEADLINE_MILLISECONDS = 4000;

/**
 * Asks a server, for so long and no longer. Whatever goes wrong is a StoreError `store_unavailable` in our words: those of
 * a driver may quote an address with its password.
 */
export async function answerOf<Answer>(
  clock: Clock,
  place: string,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  let cancel = () => {};
  const late = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(DEADLINE_MILLISECONDS, () =>
      reject(
        new StoreError('store_unavailable', `${place} did not answer within ${DEADLINE_MILLISECONDS} ms`),
      ),
    );
  });
  try {
    return await Promise.race([ask(), late]);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError('store_unavailable', `${place} cannot be used now${codeOf(error)}`);
  } finally {
    cancel();
  }
}

/** A short word such as ECONNREFUSED or an SQLSTATE. */
function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return /^\w{1,32}$/.test(code) ? ` (${code})` : '';
}

/** A server by its address, as a person may read it: without credentials. */
export function placeOf(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

/** Loads an optional package. Rejects with StoreError that says how to get it. */
export async function loadDriver<Driver>(name: string, load: () => Promise<Driver>): Promise<Driver> {
  try {
    return await load();
  } catch {
    throw new StoreError('store_unavailable', `this store needs the package ${name}: npm install ${name}`);
  }
}
