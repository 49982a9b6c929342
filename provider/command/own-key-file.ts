import type { KeyObject } from 'node:crypto';
import { makeKeyFile, readKeyFile } from '../certificates/key-file.js';
import type { SeriesAlgorithm } from '../ring/key-ring.js';
import { UsageError } from './usage-error.js';

/** The private key in a file that an operator named; undefined while there is no file. Rejects with UsageError. */
export function readOwnKeyFile(path: string): Promise<KeyObject | undefined> {
  return readKeyFile(path).catch(() => {
    // The cause is left out: it may tell of what is in the file.
    throw new UsageError(`${path} does not hold a private key (PEM) that can be read`);
  });
}

/** A new key in a file that an operator named, mode 0600. Rejects with UsageError. */
export function makeOwnKeyFile(path: string, alg: SeriesAlgorithm): Promise<KeyObject> {
  return makeKeyFile(path, alg).catch(refuseWriting(path));
}

/** For what an operator has written to a file of their choice. */
export function refuseWriting(path: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    if (error.code === undefined || error.syscall === undefined) throw error;
    throw new UsageError(`${path} cannot be written: ${error.code}`);
  };
}
