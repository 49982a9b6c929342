import type { Clock } from '@keyturn/shared/clock';
import { StoreError } from './ring-store.js';
import { answerInTime } from './store-deadlines.js';

/**
 * Asks a server, until the deadline. Whatever goes wrong is a StoreError `store_unavailable` in our words: those of a
 * driver may quote an address with its password.
 */
export async function answerOf<Answer>(
  clock: Clock,
  place: string,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await answerInTime(clock, place, ask);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError('store_unavailable', `${place} cannot be used now${codeOf(error)}`);
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
