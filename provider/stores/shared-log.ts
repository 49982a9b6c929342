import { constants } from 'node:fs';
import { type FileHandle, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileErrorCode } from './file-system.js';

/** One file of the log. What follows a seal in it does not count: whoever reads one goes on to the next file. */
export interface Segment {
  readonly number: number;
  readonly handle: FileHandle;
  /** How much of it was read, up to the end of a line. */
  readBytes: number;
}

const SEGMENT = /^log-(\d{1,15})\.ndjson$/;
const APPEND = constants.O_RDWR | constants.O_APPEND;
/** Of all who would make a file one can. */
const CREATE = APPEND | constants.O_CREAT | constants.O_EXCL;
const MAX_ATTEMPTS = 20;

/**
 * An append-only log in a folder, for any number of processes of one machine. Appends of different processes have one
 * order, which is that of the file, and everybody reads that order: whoever appends a claim and reads back knows whether
 * another came first. A process that is killed leaves at most a line cut short, which the next append closes.
 */
export class SharedLog {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Adds lines in one go. */
  async append({ handle }: Segment, lines: readonly string[]): Promise<void> {
    await handle.appendFile(`\n${lines.join('\n')}\n`);
  }

  /** The whole lines that were appended since the last look. */
  async read(segment: Segment): Promise<readonly string[]> {
    const { size } = await segment.handle.stat();
    if (size <= segment.readBytes) return [];
    const bytes = Buffer.alloc(size - segment.readBytes);
    const { bytesRead } = await segment.handle.read(bytes, 0, bytes.length, segment.readBytes);
    // Another's line may be there in part.
    const end = bytes.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
    segment.readBytes += end;
    return bytes.subarray(0, end).toString('utf8').split('\n').filter(Boolean);
  }

  /** Opens the file that follows `after`; makes it where there is none. The newest file is never removed. */
  async openNext(after: number): Promise<Segment> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const next = (await this.#numbers()).find((number) => number > after);
      const segment = await this.#open(next ?? after + 1, next === undefined ? CREATE : APPEND);
      if (segment !== undefined) return segment;
    }
    throw new Error(`the log in ${this.#folder} changes faster than it can be opened`);
  }

  /**
   * A file is followed only once it is sealed. So one that is followed and, read after that, holds no seal was made by who
   * slept: others had made it before, filled, sealed and removed it.
   */
  async isNewest({ number }: Segment): Promise<boolean> {
    return (await this.#numbers()).at(-1) === number;
  }

  async remove(number: number): Promise<void> {
    await unlink(this.#path(number)).catch((error: unknown) => {
      if (fileErrorCode(error) !== 'ENOENT') throw error;
    });
  }

  async #open(number: number, flags: number): Promise<Segment | undefined> {
    try {
      return { number, handle: await open(this.#path(number), flags, 0o600), readBytes: 0 };
    } catch (error) {
      if (['EEXIST', 'ENOENT'].includes(fileErrorCode(error) ?? '')) return undefined;
      throw error;
    }
  }

  async #numbers(): Promise<readonly number[]> {
    const names = await readdir(this.#folder);
    return names
      .flatMap((name) => SEGMENT.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }

  #path(number: number): string {
    return join(this.#folder, `log-${number}.ndjson`);
  }
}
