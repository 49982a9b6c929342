import { StoreError } from './ring-store.js';

type Ask = (command: string[]) => Promise<unknown>;

/** What a server must be set to, so that what it confirmed is kept: through a crash, and however full it is. */
const required: readonly (readonly [name: string, value: string])[] = [
  ['appendonly', 'yes'],
  ['appendfsync', 'always'],
  ['maxmemory-policy', 'noeviction'],
];

/** Rejects with StoreError where the server may lose what it confirmed, or does not say. */
export async function requireDurability(ask: Ask, place: string): Promise<void> {
  const found = await Promise.all(required.map(([name]) => read(ask, name)));
  const wrong = required.filter(([, value], at) => found[at] !== value);
  if (wrong.length === 0) return;
  const cure = wrong.map(([name, value]) => `${name} ${value}`).join(', ');
  throw new StoreError(
    'store_unavailable',
    `${place} may lose a key that signs, or forget what was used once: set ${cure}; or say store.trustDurability where it is kept by other means`,
  );
}

/** Undefined where it may not be asked, as with some hosted servers. */
async function read(ask: Ask, name: string): Promise<string | undefined> {
  const answer = await ask(['CONFIG', 'GET', name]).catch(() => undefined);
  return Array.isArray(answer) ? String(answer[1]) : undefined;
}
