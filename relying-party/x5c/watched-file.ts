import { readFileSync, statSync } from 'node:fs';
import type { Clock } from '@keyturn/shared/clock';
import { x5cLimits } from './limits.js';

/** Something that is read from a file, and again when the file changes. */
export interface WatchedFile<T> {
  /** Looks at the file at most once a second. What cannot be read leaves the last good one in use. */
  current(): T;
}

/**
 * @param onFailure told once for each change that cannot be read.
 * @throws whatever reading throws, the first time.
 */
export function watchFile<T>(
  path: string,
  read: (bytes: Uint8Array) => T,
  clock: Clock,
  onFailure: (error: unknown) => void,
): WatchedFile<T> {
  let seen = '';
  const load = (): T => {
    const { size, mtimeMs, ino } = statSync(path);
    seen = `${size} ${mtimeMs} ${ino}`;
    if (size > x5cLimits.maxFileBytes) throw new Error(`The file is over ${x5cLimits.maxFileBytes} bytes.`);
    return read(readFileSync(path));
  };
  const hasChanged = (): boolean => {
    const { size, mtimeMs, ino } = statSync(path, { throwIfNoEntry: false }) ?? {
      size: 0,
      mtimeMs: 0,
      ino: 0,
    };
    return seen !== `${size} ${mtimeMs} ${ino}`;
  };
  let value = load();
  let checkedAtMilliseconds = clock.monotonicMilliseconds();
  return {
    current() {
      const nowMilliseconds = clock.monotonicMilliseconds();
      if (nowMilliseconds - checkedAtMilliseconds < x5cLimits.fileCheckMilliseconds) return value;
      checkedAtMilliseconds = nowMilliseconds;
      if (!hasChanged()) return value;
      try {
        value = load();
      } catch (error) {
        onFailure(error);
      }
      return value;
    },
  };
}
