import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { MAX_DURATION_SECONDS } from '../configuration/duration.js';
import { KeyImportError } from '../custody/key-import-error.js';
import { type ReadPrivateKey, readPrivateKey } from '../custody/read-private-key.js';
import type { EarlierUse } from '../ring/key-ring.js';
import { fileErrorCode, nodeFileSystem } from '../stores/file-system.js';
import { tellAnswer } from './key-command.js';
import { openConfiguredRing, type RingFlags } from './open-configured-ring.js';
import { readReason } from './read-reason.js';
import { readWholeNumber } from './read-whole-number.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

interface ImportFlags extends RingFlags {
  readonly series: string;
  readonly kid?: string;
  readonly alreadyPublished?: string;
  readonly earlierTokenLifetime?: number;
  readonly plan?: true;
  readonly json?: true;
}

/** Many times an RSA key of 8192 bits. */
const MAX_FILE_BYTES = 64 * 1024;

/** `keyturn keys import`: private halves go to the store itself, never over a network. */
export const keysImportVerb: Verb = (terminal, done) =>
  new Command('import')
    .description('bring in the private key of another issuer, so that its relying parties notice nothing')
    .argument('<file>', 'PEM (PKCS #8, not encrypted) or JWK')
    .requiredOption('--config <file>', 'the configuration')
    .requiredOption('--series <name>', 'the series that it joins')
    .option('--issuer <url>', 'which issuer, where there are several')
    .option('--kid <kid>', 'of a PEM: what its relying parties know it by; default: its thumbprint')
    .option('--already-published <reason>', 'relying parties have it: it signs from now on', readReason)
    .option(
      '--earlier-token-lifetime <seconds>',
      'the longest life of what it signed elsewhere',
      readLifetime,
    )
    .option('--plan', 'say what it would do, and change nothing')
    .option('--json', 'answer as JSON')
    .action(async (file: string, flags: ImportFlags) => {
      const alreadyPublished = earlierUse(flags);
      const from = await readKey(terminal, file);
      const { ring } = await openConfiguredRing(terminal, flags);
      try {
        const { series, kid, alreadyPublished: reason, plan, json = false } = flags;
        const force = reason === undefined ? undefined : { reason };
        const asked = { from, kid, alreadyPublished, force };
        const { request, imported } = await ring.verbs.prepareImport(series, asked);
        const answer =
          plan === true
            ? { plan: [{ series, ...(await ring.verbs.foresee(request)) }] }
            : { outcomes: [{ series, ...(await ring.verbs.perform(request, 'operator', imported)) }] };
        done(tellAnswer(terminal, { issuer: ring.issuer, ...answer }, json));
      } finally {
        await ring.close();
      }
    });

/** A slip of a few noughts would keep the key published for ages, and nothing takes it back but to retire it by force. */
function readLifetime(text: string): number {
  const seconds = readWholeNumber(text);
  if (seconds <= MAX_DURATION_SECONDS) return seconds;
  throw new InvalidArgumentError(`It is ${MAX_DURATION_SECONDS} at most, as every duration.`);
}

/** How long its earlier tokens live decides for how long it is kept; nobody here can guess that. */
function earlierUse({ alreadyPublished, earlierTokenLifetime }: ImportFlags): EarlierUse | undefined {
  if ((alreadyPublished === undefined) !== (earlierTokenLifetime === undefined))
    throw new UsageError('--already-published and --earlier-token-lifetime go together');
  return earlierTokenLifetime === undefined ? undefined : { maxTokenLifetimeSeconds: earlierTokenLifetime };
}

async function readKey(terminal: Terminal, file: string): Promise<ReadPrivateKey> {
  const path = resolve(terminal.folder, file);
  try {
    const { bytes } = await nodeFileSystem.read(path, MAX_FILE_BYTES);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    return readPrivateKey(text);
  } catch (error) {
    if (error instanceof KeyImportError) throw error;
    const code = fileErrorCode(error);
    throw new KeyImportError(code === 'ENOENT' ? 'key_file_missing' : 'key_file_unreadable', code);
  }
}
