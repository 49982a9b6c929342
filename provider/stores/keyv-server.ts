import type { Clock } from '@keyturn/shared/clock';
import { Keyv, type KeyvStoreAdapter } from 'keyv';
import { StoreError } from './ring-store.js';
import { answerOf } from './server-answers.js';
import type { SharedLog, SharedServer } from './shared-server.js';
import { entryId } from './short-lived-state.js';
import { createTurns } from './turns.js';
import { WriterLease } from './writer-lease.js';

/** An adapter of Keyv, or what opens one. What was opened is closed; what was given stays open. */
export type KeyvSource = KeyvAdapter | (() => KeyvAdapter | Promise<KeyvAdapter>);
export type KeyvAdapter = KeyvStoreAdapter | Map<unknown, unknown>;

export interface KeyvOptions {
  readonly keyv: KeyvSource;
  /** The namespace of every key. */
  readonly prefix: string;
  /** Each issuer has keys of its own. */
  readonly issuer: string;
  readonly clock: Clock;
  /** Of two who claim the store at once, how long each waits to see the other. Default 500. */
  readonly settleMilliseconds?: number | undefined;
}

/** Keyv's own time to live goes by the wall clock of whoever reads: it only makes room, later than anything expires. */
const KEPT_LONGER_SECONDS = 600;

export const KEYV_PLACE = 'the Keyv store';

/**
 * Any store that Keyv has an adapter for. Keyv has no compare-and-swap: one writer only, and a second is refused by
 * StoreError `store_has_writer`. What must be one step is one in the writer's process, where one thing is done at a time.
 */
export async function createKeyvServer(options: KeyvOptions): Promise<SharedServer> {
  const { keyv: source, prefix, issuer, clock, settleMilliseconds = 500 } = options;
  const given =
    typeof source === 'function' ? await answerOf(clock, KEYV_PLACE, async () => source()) : source;
  // Errors are thrown: a store that answers "nothing" because it is away would look like a new one.
  const keyv = new Keyv(given, { namespace: prefix, throwOnErrors: true });
  keyv.on('error', () => {
    // Told to whoever asks.
  });
  const inTurn = createTurns();
  const key = (name: string) => `${issuer}:${name}`;
  const read = (name: string) => answerOf(clock, KEYV_PLACE, () => keyv.get<unknown>(key(name)));
  const write = (name: string, value: unknown, ttlSeconds?: number) =>
    answerOf(clock, KEYV_PLACE, async () => {
      const ttl = ttlSeconds === undefined ? undefined : (ttlSeconds + KEPT_LONGER_SECONDS) * 1000;
      if (!(await keyv.set(key(name), value, ttl)))
        throw new StoreError('store_unavailable', `${KEYV_PLACE} did not take what was written`);
    });
  const remove = (name: string) => answerOf(clock, KEYV_PLACE, () => keyv.delete(key(name)));
  const lease = new WriterLease({ read, write, remove, clock, settleMilliseconds });

  const entryOf = async (namespace: string, name: string) => {
    const entry = (await read(`entry:${entryId(namespace, name)}`)) as Entry | undefined;
    return entry !== undefined && clock.nowSeconds() < entry.expiresAtSeconds ? entry : undefined;
  };
  const put = ({ namespace, key: name, value, ttlSeconds }: Parameters<SharedServer['set']>[0]) =>
    write(
      `entry:${entryId(namespace, name)}`,
      { value, expiresAtSeconds: Math.ceil(clock.nowSeconds() + ttlSeconds) } satisfies Entry,
      ttlSeconds,
    );
  const lengthOf = async (log: SharedLog) => Number((await read(`${log}:length`)) ?? 0);
  return {
    nowSeconds: async () => clock.nowSeconds(),
    claim: () => inTurn(() => lease.claim()),
    readRing: async () => textOf(await read('ring')),
    swapRing: (before, after, beforeSeconds) =>
      inTurn(async () => {
        await lease.hold();
        if (before === null) await expectMemory(read, write);
        if (textOf(await read('ring')) !== before || clock.nowSeconds() > beforeSeconds) return false;
        await write('ring', after);
        return true;
      }),
    append: (log, items) =>
      inTurn(async () => {
        if (items.length === 0) return;
        await lease.hold();
        let length = await lengthOf(log);
        for (const item of items) {
          if ((await read(`${log}:id:${item.id}`)) !== undefined) continue;
          // In this order: a writer that is killed between two of them leaves a line that is read once.
          await write(`${log}:${length}`, item);
          length += 1;
          await write(`${log}:length`, length);
          await write(`${log}:id:${item.id}`, true);
        }
      }),
    async readLog(log) {
      const lines = new Map<string, string>();
      const length = await lengthOf(log);
      for (let at = 0; at < length; at++) {
        const { id, text } = (await read(`${log}:${at}`)) as { id: string; text: string };
        if (!lines.has(id)) lines.set(id, text);
      }
      return [...lines.values()];
    },
    addIfAbsent: (entry) =>
      inTurn(async () => {
        if ((await entryOf(entry.namespace, entry.key)) !== undefined) return false;
        await put(entry);
        return true;
      }),
    set: (entry) => inTurn(() => put(entry)),
    get: async (namespace, name) => (await entryOf(namespace, name))?.value ?? null,
    remove: (namespace, name) =>
      inTurn(async () => {
        await remove(`entry:${entryId(namespace, name)}`);
      }),
    async close() {
      await inTurn(() => lease.release()).catch(() => {});
      if (typeof source === 'function') await keyv.disconnect().catch(() => {});
    },
  };
}

interface Entry {
  readonly value: string;
  readonly expiresAtSeconds: number;
}

function textOf(value: unknown): string | null {
  return value === undefined ? null : String(value);
}

/** Some adapters answer "nothing" where they fail: before a first ring is written over nothing, see that the store remembers. */
async function expectMemory(
  read: (name: string) => Promise<unknown>,
  write: (name: string, value: unknown) => Promise<void>,
): Promise<void> {
  const written = `seen ${Math.random()}`;
  await write('probe', written);
  if ((await read('probe')) !== written)
    throw new StoreError('store_unavailable', `${KEYV_PLACE} does not give back what was written`);
}
