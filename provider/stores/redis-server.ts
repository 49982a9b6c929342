import { createHash } from 'node:crypto';
import type { Clock } from '@keyturn/shared/clock';
import { requireDurability } from './redis-durability.js';
import { appendScript, swapScript } from './redis-scripts.js';
import { answerOf, loadDriver, placeOf } from './server-answers.js';
import type { SharedLog, SharedServer } from './shared-server.js';
import { entryId } from './short-lived-state.js';

export interface RedisOptions {
  /** `redis://` or `rediss://`, with its credentials. */
  readonly url: string;
  /** What every key begins with. */
  readonly prefix: string;
  /** Each issuer has keys of its own. */
  readonly issuer: string;
  readonly clock: Clock;
  /** Default false: a server that may lose what it confirmed, or evict it, is refused. */
  readonly trustDurability?: boolean;
}

interface RedisCommands {
  sendCommand(command: readonly string[]): Promise<unknown>;
}

const LONGEST_PAUSE_MILLISECONDS = 2000;

/** Redis by Keyv's adapter, with scripts for what must be one step. Nothing is asked of it before it is needed. */
export async function createRedisServer(options: RedisOptions): Promise<SharedServer> {
  const { url, prefix, issuer, clock } = options;
  const { default: KeyvRedis } = await loadDriver('@keyv/redis', () => import('@keyv/redis'));
  const place = placeOf(url);
  const adapter = await answerOf(
    clock,
    place,
    async () =>
      new KeyvRedis(
        {
          url,
          // A server that is away is told at once, and looked for again.
          disableOfflineQueue: true,
          socket: {
            connectTimeout: 3000,
            reconnectStrategy: (tries: number) => Math.min(50 * 2 ** tries, LONGEST_PAUSE_MILLISECONDS),
          },
        },
        { throwOnConnectError: true, throwOnErrors: true },
      ),
  );
  adapter.on('error', () => {
    // Told to whoever asks: every answer is awaited.
  });
  // One slot of a cluster for one issuer: scripts work on keys of one slot.
  const key = (name: string) => `${prefix}:{${issuer}}:${name}`;
  let durable = options.trustDurability === true;
  let connecting: Promise<RedisCommands> | undefined;
  const ask = (command: readonly string[]) =>
    answerOf(clock, place, async () => {
      // Once for many: a client that is only just connecting refuses who comes second.
      connecting ??= adapter.getClient().then((client) => client as unknown as RedisCommands);
      const client = await connecting.catch((error: unknown) => {
        connecting = undefined;
        throw error;
      });
      if (!durable) await requireDurability((question) => client.sendCommand(question), place);
      durable = true;
      return client.sendCommand([...command]);
    });
  const run = (script: string, keys: readonly string[], args: readonly string[]) =>
    ask(['EVAL', script, String(keys.length), ...keys, ...args]);
  const entryKey = (namespace: string, name: string) => key(`entry:${entryId(namespace, name)}`);
  const ttl = (seconds: number) => String(Math.ceil(seconds * 1000));
  const logKeys = (log: SharedLog) => [key(`${log}:ids`), key(log)];
  return {
    async nowSeconds() {
      const [seconds, microseconds] = (await ask(['TIME'])) as [string, string];
      return Number(seconds) + Number(microseconds) / 1e6;
    },
    readRing: async () => textOf(await ask(['GET', key('ring')])),
    async swapRing(before, after, beforeSeconds) {
      const latest = Number.isFinite(beforeSeconds) ? String(beforeSeconds) : '';
      return (await run(swapScript, [key('ring')], [digestOf(before), after, latest])) === 1;
    },
    async append(log, items) {
      if (items.length > 0)
        await run(
          appendScript,
          logKeys(log),
          items.flatMap(({ id, text }) => [id, text]),
        );
    },
    readLog: async (log) => ((await ask(['LRANGE', key(log), '0', '-1'])) as unknown[]).map(String),
    async addIfAbsent({ namespace, key: name, value, ttlSeconds }) {
      const set = ['SET', entryKey(namespace, name), value, 'PX', ttl(ttlSeconds), 'NX'];
      return textOf(await ask(set)) === 'OK';
    },
    async set({ namespace, key: name, value, ttlSeconds }) {
      await ask(['SET', entryKey(namespace, name), value, 'PX', ttl(ttlSeconds)]);
    },
    get: async (namespace, name) => textOf(await ask(['GET', entryKey(namespace, name)])),
    async remove(namespace, name) {
      await ask(['DEL', entryKey(namespace, name)]);
    },
    close: async () => {
      await adapter.disconnect(true).catch(() => {});
    },
  };
}

function textOf(answer: unknown): string | null {
  return answer === null || answer === undefined ? null : String(answer);
}

/** Of nothing: no text. As the script computes it. */
function digestOf(text: string | null): string {
  return text === null ? '' : createHash('sha1').update(text).digest('hex');
}
