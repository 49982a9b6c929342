import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { z } from 'zod';
import { ensureFolder } from './ensure-folder.js';
import { fileFailure } from './file-failure.js';
import { nodeFileSystem } from './file-system.js';
import { type Segment, SharedLog } from './shared-log.js';
import { ShortLivedEntries } from './short-lived-entries.js';
import type { ShortLivedState, ShortLivedStateOptions } from './short-lived-state.js';
import { DEFAULT_MAX_ENTRIES, entryId, fullState } from './short-lived-state.js';
import { createTurns } from './turns.js';

export interface FileShortLivedStateOptions extends ShortLivedStateOptions {
  /** Made where it is missing, at the first use. */
  readonly folder: string;
  /** A file of the log is ended once it is so old. Default 600. */
  readonly segmentSeconds?: number | undefined;
}

const DEFAULT_SEGMENT_SECONDS = 600;
/** Who writes behind a seal so many times in a row is not racing. */
const MAX_ATTEMPTS = 20;
const MAX_SEGMENT_BYTES = 8 * 1024 * 1024;

const lineSchema = z.strictObject({
  op: z.enum(['claim', 'set', 'remove', 'seal']),
  /** Whose line it is: nobody else's has this name. */
  by: z.string(),
  atSeconds: z.number(),
  namespace: z.string().default(''),
  id: z.string().default(''),
  ttlSeconds: z.number().positive().default(1),
  value: z.unknown(),
});

type Line = z.output<typeof lineSchema>;

/** `absent`: nothing was there, and now it is. */
type Outcome = 'done' | 'present' | 'full';

/**
 * For all processes of one machine that share the folder, and beyond their end. Each change is a line of a log that
 * everybody reads in the same order, and each process holds what the log amounts to; what the order says is judged by the
 * instants in the lines, so all judge alike. A killed process loses nothing that was answered. Nothing is synced to the
 * disk: a power cut may forget what was used in its last seconds.
 */
export function createFileShortLivedState(options: FileShortLivedStateOptions): ShortLivedState {
  const folder = resolve(options.folder);
  const inTurn = createTurns();
  let opened: Replica | undefined;
  const use = <Answer>(work: (replica: Replica) => Promise<Answer>): Promise<Answer> =>
    inTurn(async () => {
      try {
        opened ??= await Replica.open({ ...options, folder });
        return await work(opened);
      } catch (error) {
        // What was read so far may be half of a step: it is read anew next time.
        await opened?.close().catch(() => {});
        opened = undefined;
        throw error instanceof RangeError ? error : fileFailure(`the short-lived state in ${folder}`, error);
      }
    });
  const change = async (line: Pick<Line, 'op' | 'namespace' | 'id' | 'ttlSeconds' | 'value'>) => {
    if (!(line.ttlSeconds > 0 && Number.isFinite(line.ttlSeconds)))
      throw new RangeError('ttlSeconds is no time to live');
    const outcome = await use((replica) => replica.change(line));
    if (outcome === 'full') throw fullState(line.namespace);
    return outcome;
  };
  return {
    async addIfAbsent(namespace, key, ttlSeconds, value = true) {
      const id = entryId(namespace, key);
      return (await change({ op: 'claim', namespace, id, ttlSeconds, value })) === 'done';
    },
    get: (namespace, key) => use((replica) => replica.get(namespace, entryId(namespace, key))),
    async set(namespace, key, value, ttlSeconds) {
      await change({ op: 'set', namespace, id: entryId(namespace, key), ttlSeconds, value });
    },
    async remove(namespace, key) {
      const id = entryId(namespace, key);
      await change({ op: 'remove', namespace, id, ttlSeconds: 1, value: null });
    },
    close: () =>
      inTurn(async () => {
        await opened?.close();
        opened = undefined;
      }),
  };
}

/** What the log amounts to, as far as it was read. One call at a time. */
class Replica {
  readonly #options: FileShortLivedStateOptions;
  readonly #log: SharedLog;
  readonly #entries: ShortLivedEntries;
  readonly #outcomes = new Map<string, Outcome>();
  /** Of the files that were read to their end: when the last of their entries expires. The oldest first. */
  readonly #ended = new Map<number, number>();
  #segment: Segment;
  #beganAtSeconds = Number.POSITIVE_INFINITY;
  #lastExpiryAtSeconds = Number.NEGATIVE_INFINITY;

  static async open(options: FileShortLivedStateOptions): Promise<Replica> {
    await ensureFolder(nodeFileSystem, options.folder);
    const log = new SharedLog(options.folder);
    const replica = new Replica(options, log, await log.openNext(-1));
    try {
      await replica.#settle();
    } catch (error) {
      await replica.close();
      throw error;
    }
    return replica;
  }

  private constructor(options: FileShortLivedStateOptions, log: SharedLog, segment: Segment) {
    this.#options = options;
    this.#log = log;
    this.#segment = segment;
    this.#entries = new ShortLivedEntries(options.maxEntries ?? DEFAULT_MAX_ENTRIES);
  }

  close(): Promise<void> {
    return this.#segment.handle.close();
  }

  async get(namespace: string, id: string): Promise<unknown> {
    await this.#catchUp();
    return this.#entries.get(namespace, id, this.#options.clock.nowSeconds());
  }

  /** Appends until the line stands before any seal, and answers what became of it. */
  async change(what: Pick<Line, 'op' | 'namespace' | 'id' | 'ttlSeconds' | 'value'>): Promise<Outcome> {
    await this.#catchUp();
    await this.#turnOver();
    const by = randomUUID();
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      await this.#append({ ...what, by });
      await this.#catchUp();
      const outcome = this.#outcomes.get(by);
      this.#outcomes.clear();
      if (outcome !== undefined) return outcome;
    }
    throw new Error('what is written cannot be read back');
  }

  #append(line: Omit<Line, 'atSeconds'>): Promise<void> {
    const atSeconds = this.#options.clock.nowSeconds();
    return this.#log.append(this.#segment, [JSON.stringify({ ...line, atSeconds })]);
  }

  async #catchUp(): Promise<void> {
    for (const text of await this.#log.read(this.#segment)) {
      const line = parseLine(text);
      if (line === undefined) continue;
      if (line.op === 'seal') {
        await this.#goOn();
        return;
      }
      this.#outcomes.set(line.by, await this.#apply(line));
    }
  }

  /** Pure in what it judges: the entries so far and the line, no clock. */
  async #apply({ op, namespace, id, value, atSeconds, ttlSeconds }: Line): Promise<Outcome> {
    this.#beganAtSeconds = Math.min(this.#beganAtSeconds, atSeconds);
    if (op === 'remove') await this.#entries.remove(namespace, id);
    if (op === 'remove') return 'done';
    if (op === 'claim' && this.#entries.has(namespace, id, atSeconds)) return 'present';
    this.#lastExpiryAtSeconds = Math.max(this.#lastExpiryAtSeconds, Math.ceil(atSeconds + ttlSeconds));
    const kept = await this.#entries.set({ namespace, id, value, atSeconds, ttlSeconds });
    return kept ? 'done' : 'full';
  }

  /** The next file: what follows here does not count any more. */
  async #goOn(): Promise<void> {
    const { number, handle } = this.#segment;
    this.#ended.set(number, this.#lastExpiryAtSeconds);
    this.#segment = await this.#log.openNext(number);
    await handle.close();
    this.#beganAtSeconds = Number.POSITIVE_INFINITY;
    this.#lastExpiryAtSeconds = Number.NEGATIVE_INFINITY;
    await this.#settle();
  }

  /** Reads the file that was just opened, and goes on from one that is no part of the log. */
  async #settle(): Promise<void> {
    const opened = this.#segment;
    await this.#catchUp();
    if (this.#segment !== opened || (await this.#log.isNewest(opened))) return;
    // Once more: the seal may have come between the two looks.
    await this.#catchUp();
    if (this.#segment === opened) await this.#goOn();
  }

  /** Ends a file that is old or long, and removes those whose entries have all expired, the oldest first. */
  async #turnOver(): Promise<void> {
    const { clock, segmentSeconds = DEFAULT_SEGMENT_SECONDS } = this.#options;
    const now = clock.nowSeconds();
    const isOld = now - this.#beganAtSeconds > segmentSeconds;
    if (isOld || this.#segment.readBytes > MAX_SEGMENT_BYTES) {
      await this.#append({ op: 'seal', by: '', namespace: '', id: '', ttlSeconds: 1, value: null });
      await this.#catchUp();
    }
    for (const [number, lastExpiryAtSeconds] of this.#ended) {
      if (lastExpiryAtSeconds > now) return;
      await this.#log.remove(number);
      this.#ended.delete(number);
    }
  }
}

function parseLine(text: string): Line | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
