import { readFileSync, statSync } from 'node:fs';
import type { Clock } from '@keyturn/shared/clock';
import { x5cLimits } from './limits.js';
import { afterFailure, afterReading, type FileState, isReadDue } from './plan-file-look.js';

/** Something that is read from a file, and again when the file changes. */
export interface WatchedFile<T> {
  /** Looks at the file at most once a second. What cannot be read leaves the last good one in use. */
  current(): T;
}

/** What was made of a file. One that counts in part is no failure to its reader and one to who keeps it. */
export interface FileReading<T> {
  readonly value: T;
  readonly isWhole: boolean;
}

/**
 * @param onFailure told once for each change that cannot be read, or not as a whole, a file that goes missing among them,
 *   and again while that lasts, ever more rarely.
 * @throws whatever reading throws, the first time.
 */
export function watchFile<T>(
  path: string,
  read: (bytes: Uint8Array) => FileReading<T>,
  clock: Clock,
  onFailure: (state: FileState) => void,
): WatchedFile<T> {
  // Before it is read: what changes meanwhile is another change.
  let state: FileState = afterReading(stampOf(path));
  let { value } = load(path, read);
  let checkedAtMilliseconds = clock.monotonicMilliseconds();
  return {
    current() {
      const nowMilliseconds = clock.monotonicMilliseconds();
      if (nowMilliseconds - checkedAtMilliseconds < x5cLimits.fileCheckMilliseconds) return value;
      checkedAtMilliseconds = nowMilliseconds;
      const stamp = stampOf(path);
      if (!isReadDue(state, stamp, nowMilliseconds)) return value;
      const reading = tryLoad(path, read);
      value = reading === undefined ? value : reading.value;
      state = reading?.isWhole === true ? afterReading(stamp) : afterFailure(state, stamp, nowMilliseconds);
      if (state.failures > 0) onFailure(state);
      return value;
    },
  };
}

function tryLoad<T>(path: string, read: (bytes: Uint8Array) => FileReading<T>): FileReading<T> | undefined {
  try {
    return load(path, read);
  } catch {
    return undefined;
  }
}

function load<T>(path: string, read: (bytes: Uint8Array) => FileReading<T>): FileReading<T> {
  if (statSync(path).size > x5cLimits.maxFileBytes)
    throw new Error(`The file is over ${x5cLimits.maxFileBytes} bytes.`);
  return read(readFileSync(path));
}

function stampOf(path: string): string {
  try {
    const { size, mtimeMs, ctimeMs, ino } = statSync(path);
    return `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
  } catch {
    // Gone, or behind a folder that may not be entered: either way there is nothing to read.
    return '';
  }
}
