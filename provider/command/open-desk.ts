import { resolve } from 'node:path';
import type { KeyDesk } from '../admin/key-desk.js';
import { openRingDesk } from '../admin/ring-desk.js';
import { readRecoveryKeyFile } from '../custody/recovery-key.js';
import { openConfiguredRing } from './open-configured-ring.js';
import { openRemoteDesk } from './remote-desk.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

/** Where a verb of the keys is to be done: by the store of a configuration, or by a running provider. */
export interface DeskFlags {
  readonly config?: string;
  readonly url?: string;
  readonly credentialFile?: string;
  readonly issuer?: string;
  /** Opens the cold standby, beside the store alone: the recovery key goes over no network. */
  readonly recoveryKeyFile?: string;
}

/** Opens the one that was named. Throws UsageError. */
export async function openDesk(
  terminal: Terminal,
  { config, url, credentialFile, issuer, recoveryKeyFile }: DeskFlags,
): Promise<KeyDesk> {
  if ((config === undefined) === (url === undefined))
    throw new UsageError('say where: --config FILE for its store, or --url URL for a running provider');
  const named = issuer === undefined ? {} : { issuer };
  if (url !== undefined && recoveryKeyFile !== undefined)
    throw new UsageError('--recovery-key-file goes with --config: a recovery key goes over no network');
  if (url !== undefined) return openRemoteDesk(terminal, { url, credentialFile, ...named });
  if (credentialFile !== undefined) throw new UsageError('--credential-file goes with --url');
  const recoveryKey =
    recoveryKeyFile === undefined
      ? undefined
      : await readRecoveryKeyFile(resolve(terminal.folder, recoveryKeyFile));
  const { ring } = await openConfiguredRing(terminal, { config: config ?? '', ...named });
  return openRingDesk(ring, 'operator', recoveryKey);
}
