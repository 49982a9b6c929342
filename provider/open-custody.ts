import { randomBytes } from 'node:crypto';
import { ConfigurationError } from './configuration/configuration-error.js';
import type { Configuration } from './configuration/schema.js';
import { createCustody } from './custody/create-custody.js';
import type { KeyCustody } from './custody/key-custody.js';
import { createWrappingKeyFile, readWrappingKey, readWrappingKeyFile } from './custody/wrapping-key.js';

export interface OpenedCustody {
  readonly custody: KeyCustody;
  /** The first wraps, every one opens. Stored forms of generated secrets are keyed by them too. */
  readonly wrappingKeys: readonly Uint8Array[];
}

type KeySources = Pick<Configuration, 'wrappingKey' | 'wrappingKeyFile' | 'issuers'>;

/** Reads the wrapping keys that the configuration names. Rejects with ConfigurationError or CustodyError. */
export async function openCustody(sources: KeySources, custody?: KeyCustody): Promise<OpenedCustody> {
  const wrappingKeys = await readWrappingKeys(sources, custody !== undefined);
  return { custody: custody ?? createCustody({ wrappingKeys }), wrappingKeys };
}

async function readWrappingKeys(
  { wrappingKey, wrappingKeyFile, issuers }: KeySources,
  optional: boolean,
): Promise<readonly Uint8Array[]> {
  const fromFiles = await Promise.all((wrappingKeyFile ?? []).map(readWrappingKeyFile));
  const keys = wrappingKey === undefined ? fromFiles : [readWrappingKey(wrappingKey), ...fromFiles];
  if (keys.length > 0 || optional) return keys;
  // What dies with the process needs a key that does too.
  if (issuers.every(({ store }) => store.kind === 'memory')) return [randomBytes(32)];
  throw new ConfigurationError('wrapping_key_missing', [
    'wrappingKeyFile: name the file that holds the wrapping key (keyturn init makes it), or set KEYTURN_WRAPPING_KEY',
  ]);
}

/** `keyturn init` and `--dev`: makes each named file that is missing. Answers those it made. */
export async function createMissingWrappingKey({ wrappingKeyFile }: KeySources): Promise<readonly string[]> {
  const made: string[] = [];
  for (const file of wrappingKeyFile ?? []) if (await createWrappingKeyFile(file)) made.push(file);
  return made;
}
