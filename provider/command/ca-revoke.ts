import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { folderOption, openCaFolder } from './ca-folder.js';
import { exitCodes } from './exit-code.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

interface RevokeFlags {
  readonly folder: string;
  readonly serial?: string;
  readonly certificate?: string;
}

/** `keyturn ca revoke`: a certificate of a replica that was robbed goes onto the CA's lists. */
export const revokeVerb: Verb = (terminal, done) =>
  new Command('revoke')
    .description('take a certificate back, for good; a provider with this folder lists it within seconds')
    .option(...folderOption)
    .option('--serial <hex>', 'its serial number')
    .option('--certificate <file>', 'or the certificate itself, PEM; of a chain the first')
    .action(async ({ folder, serial, certificate }: RevokeFlags) => {
      if ((serial === undefined) === (certificate === undefined))
        throw new UsageError('say which: either --serial or --certificate');
      const authority = await openCaFolder(terminal, folder);
      const revoked = serial ?? (await readSerial(resolve(terminal.folder, certificate ?? '')));
      await authority.revoke(revoked);
      terminal.say(
        `revoked ${revoked.toLowerCase()}; relying parties refuse it as soon as they read /crl.pem anew`,
      );
      done(exitCodes.done);
    });

async function readSerial(path: string): Promise<string> {
  try {
    return new X509Certificate(await readFile(path)).serialNumber;
  } catch {
    throw new UsageError(`${path} is no certificate that can be read`);
  }
}
