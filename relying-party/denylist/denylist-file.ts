import { readFile, stat } from 'node:fs/promises';
import { type Clock, systemClock } from '@keyturn/shared/clock';
import { DenylistFileError } from './denylist-file-error.js';
import type { LiveNames } from './options.js';
import { readSignedDenylist } from './read-signed-denylist.js';
import type { DenylistClaims, DenylistTrust } from './signed-list.js';

export interface DenylistFileOptions extends DenylistTrust {
  readonly file: string;
  /** How often the file is looked at, seconds. Default 5. */
  readonly everySeconds?: number;
  /** Told once for each change that cannot be used; the last good list stays in use. Default: nobody. */
  readonly onFailure?: (failure: unknown) => void;
  /** Default: the system's clock. */
  readonly clock?: Clock;
}

/** A denylist that a file keeps up to date. */
export interface DenylistFile {
  /** For the option `denylist` of `createVerifier`. */
  readonly denylist: { readonly jtis: LiveNames; readonly keyThumbprints: LiveNames };
  /** Of the list in use, seconds: for health. */
  readonly issuedAtSeconds: () => number;
  /** Looks at the file now. Resolves when what it holds is in use, or was refused. */
  refresh(): Promise<void>;
  /** Ends looking. The last list stays in use. */
  close(): void;
}

interface Held {
  readonly iat: number;
  readonly jtis: ReadonlySet<string>;
  readonly keyThumbprints: ReadonlySet<string>;
}

const EVERY_SECONDS = 5;

/**
 * Follows a signed denylist in a file: for verifiers without a network. Rejects with DenylistFileError, or with a
 * VerificationRejection for what is no JWS, where there is no good list to begin with: without one nothing would be denied.
 */
export async function openDenylistFile(options: DenylistFileOptions): Promise<DenylistFile> {
  const { file, issuer, onFailure = () => {}, clock = systemClock, everySeconds = EVERY_SECONDS } = options;
  let seen = await stateOf(file);
  let held = holdList(await readFileList(file, options));
  let cancel = () => {};
  let closed = false;

  const look = async (): Promise<void> => {
    try {
      const state = await stateOf(file);
      if (state === seen) return;
      // Before it is read: what changes meanwhile is another change.
      seen = state;
      const list = await readFileList(file, options);
      if (list.iat < held.iat)
        throw new DenylistFileError('denylist_older', 'The file holds an older list than the one in use.');
      held = list.iat === held.iat ? holdBoth(held, holdList(list)) : holdList(list);
    } catch (failure) {
      onFailure(failure);
    }
  };
  let flight: Promise<void> | undefined;
  const refresh = (): Promise<void> => {
    flight ??= look().finally(() => {
      flight = undefined;
    });
    return flight;
  };
  const lookLater = (): void => {
    cancel = clock.after(everySeconds * 1000, () => {
      refresh().finally(() => {
        if (!closed) lookLater();
      });
    });
  };
  lookLater();
  return {
    denylist: {
      jtis: { has: (jti, of) => of === issuer && held.jtis.has(jti) },
      keyThumbprints: { has: (thumbprint) => held.keyThumbprints.has(thumbprint) },
    },
    issuedAtSeconds: () => held.iat,
    refresh,
    close() {
      closed = true;
      cancel();
    },
  };
}

function holdList({ iat, jtis, key_thumbprints }: DenylistClaims): Held {
  return { iat, jtis: new Set(jtis), keyThumbprints: new Set(key_thumbprints) };
}

/** Which of two lists of one second is the newer cannot be told: what either denies is denied. */
function holdBoth(one: Held, other: Held): Held {
  return {
    iat: one.iat,
    jtis: new Set([...one.jtis, ...other.jtis]),
    keyThumbprints: new Set([...one.keyThumbprints, ...other.keyThumbprints]),
  };
}

async function readFileList(file: string, trust: DenylistTrust): Promise<DenylistClaims> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new DenylistFileError('denylist_unreadable', 'The denylist file cannot be read.', { cause });
  });
  return readSignedDenylist(text, trust);
}

/** What changes when the file does; empty while there is none. */
async function stateOf(file: string): Promise<string> {
  const stats = await stat(file).catch(() => undefined);
  return stats === undefined ? '' : `${stats.size} ${stats.mtimeMs} ${stats.ino}`;
}
