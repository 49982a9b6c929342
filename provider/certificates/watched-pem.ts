import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

/** No chain and no key is larger. */
const MAX_BYTES = 256 * 1024;

/** A file that somebody else writes. */
export interface WatchedPem {
  /** Its text if it changed since the last one that was `accepted`; null if not, or while it is not there. */
  changed(): Promise<string | null>;
  /** What `changed` answered last is in use from now on. */
  accept(): void;
}

/** Judged by content: who renews a file may keep its time, and a new time is no news. */
export function watchPem(path: string): WatchedPem {
  let accepted = '';
  let seen = '';
  return {
    async changed() {
      const size = await stat(path).then(
        (found) => found.size,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return undefined;
          throw error;
        },
      );
      if (size === undefined) return null;
      if (size > MAX_BYTES) throw new RangeError(`a file of certificates is over ${MAX_BYTES} bytes`);
      const text = await readFile(path, 'utf8');
      seen = createHash('sha256').update(text).digest('hex');
      return seen === accepted ? null : text;
    },
    accept() {
      accepted = seen;
    },
  };
}
