import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { Clock } from '@keyturn/shared/clock';
import { KeyturnError } from '@keyturn/shared/error-base';
import type { LogEvent } from '../rotator/ring-context.js';

export interface TlsFiles {
  /** PEM: the chain, leaf first. */
  readonly certificateFile: string;
  /** PEM: its private key. */
  readonly keyFile: string;
}

/** Certificate and key, seen to belong together. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

/** `tls_unusable`: the pair cannot be read, does not fit together, or is over. Contract. */
export class TlsError extends KeyturnError<'tls_unusable'> {}

/** A pair that follows its files. */
export interface FollowedTls {
  readonly pair: TlsPair;
  close(): void;
}

const LOOK_EVERY_MILLISECONDS = 10_000;

/**
 * Reads a pair and looks every 10 s whether it changed: renewed by rename, by link or in place. A new pair that is broken
 * or half written keeps the old one, with one line of the log for each content. Rejects with TlsError at first.
 */
export async function followTls(
  files: TlsFiles,
  onChanged: (pair: TlsPair) => void,
  { clock, log }: { clock: Clock; log: LogEvent },
): Promise<FollowedTls> {
  const first = await readPair(files);
  let judged = digestOf(first);
  const pair = usablePair(first, clock.nowSeconds());
  let cancel = () => {};
  let closed = false;

  async function look(): Promise<void> {
    const read = await readPair(files).catch(() => undefined);
    const digest = read === undefined ? 'unreadable' : digestOf(read);
    if (closed || digest === judged) return;
    judged = digest;
    try {
      const changed = usablePair(read ?? unreadable(), clock.nowSeconds());
      onChanged(changed);
      log('info', 'tls.reloaded', { notAfter: new X509Certificate(changed.cert).validTo });
    } catch (error) {
      log('error', 'tls.reload_failed', { error });
    }
  }

  function lookAgain(): void {
    cancel = clock.after(LOOK_EVERY_MILLISECONDS, () => {
      void look().finally(() => {
        if (!closed) lookAgain();
      });
    });
  }
  lookAgain();
  return {
    pair,
    close() {
      closed = true;
      cancel();
    },
  };
}

async function readPair({ certificateFile, keyFile }: TlsFiles): Promise<TlsPair> {
  try {
    const [cert, key] = await Promise.all([readFile(certificateFile, 'utf8'), readFile(keyFile, 'utf8')]);
    return { cert, key };
  } catch (cause) {
    return unreadable(cause);
  }
}

function unreadable(cause?: unknown): never {
  throw new TlsError('tls_unusable', 'tls: the certificate file or the key file cannot be read', { cause });
}

const digestOf = ({ cert, key }: TlsPair) => createHash('sha256').update(`${cert}\0${key}`).digest('hex');

/** The same pair, if a server can use it. The words of a parser are not repeated: they may quote a key. */
function usablePair(pair: TlsPair, nowSeconds: number): TlsPair {
  const leaf = refuse('the certificate file holds no certificate', () => new X509Certificate(pair.cert));
  const key = refuse('the key file holds no private key', () => createPrivateKey(pair.key));
  if (!leaf.checkPrivateKey(key)) throw unusable('the key is of another certificate');
  if (Date.parse(leaf.validTo) / 1000 <= nowSeconds) throw unusable('the certificate is over');
  refuse('the pair cannot be used', () => createSecureContext(pair));
  return pair;
}

function refuse<Made>(why: string, make: () => Made): Made {
  try {
    return make();
  } catch {
    throw unusable(why);
  }
}

const unusable = (why: string) => new TlsError('tls_unusable', `tls: ${why}`);
