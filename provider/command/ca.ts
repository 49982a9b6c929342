import { createPublicKey } from 'node:crypto';
import { join, resolve } from 'node:path';
import { systemClock } from '@keyturn/shared/clock';
import { Command } from 'commander';
import { openAuthorityFolder } from '../certificates/authority-files.js';
import { createAuthority } from '../certificates/development-authority.js';
import { fileExists, writeNew } from '../certificates/key-file.js';
import { addRootVerb } from './ca-add-root.js';
import { folderOption, openCaFolder } from './ca-folder.js';
import { revokeVerb } from './ca-revoke.js';
import { describeAuthorities } from './describe-authorities.js';
import { exitCodes } from './exit-code.js';
import { makeOwnKeyFile, readOwnKeyFile, refuseWriting } from './own-key-file.js';
import { readSeconds } from './read-seconds.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

/** `keyturn ca`: the built-in CA of the path x5c. */
export const caVerbs: Verb = (terminal, done) =>
  new Command('ca')
    .description(
      'the built-in CA for tokens that carry certificates: for development, or where there is no other',
    )
    .addCommand(initVerb(terminal, done))
    .addCommand(showVerb(terminal, done))
    .addCommand(issueVerb(terminal, done))
    .addCommand(revokeVerb(terminal, done))
    .addCommand(addRootVerb(terminal, done));

const initVerb: Verb = (terminal, done) =>
  new Command('init')
    .description('make a root and an intermediate; never overwrites')
    .option(...folderOption)
    .action(async ({ folder }: { folder: string }) => {
      const path = resolve(terminal.folder, folder);
      await createAuthority(openAuthorityFolder(path), systemClock);
      terminal.say(`made a CA in ${path}: certificates mode 0644, private keys mode 0600`);
      terminal.say(
        `relying parties trust ${join(path, 'root-1.pem')}; keep root-1.key away from this machine if tokens matter`,
      );
      done(exitCodes.done);
    });

const showVerb: Verb = (terminal, done) =>
  new Command('show')
    .description('list what the CA is made of')
    .option(...folderOption)
    .option('--json', 'answer as JSON')
    .action(async ({ folder, json }: { folder: string; json?: true }) => {
      const authority = await openCaFolder(terminal, folder);
      terminal.say(describeAuthorities(await authority.describe(), json === true));
      done(exitCodes.done);
    });

interface IssueFlags {
  readonly folder: string;
  readonly uri: readonly string[];
  readonly dns: readonly string[];
  readonly lifetime: number;
  readonly key: string;
  readonly out: string;
}

const issueVerb: Verb = (terminal, done) =>
  new Command('issue')
    .description('certify the key of a token signer; makes the key if its file is missing')
    .option(...folderOption)
    .option('--uri <uri...>', 'a URI name: the issuer, for the binding san-uri', [])
    .option('--dns <name...>', 'a DNS name, for san-dns', [])
    .option('--lifetime <seconds>', 'how long the certificate lives', readSeconds, 3600)
    .requiredOption('--key <file>', 'the private key of the signer, PEM')
    .requiredOption('--out <file>', 'where the chain goes, PEM, the leaf first; must not exist')
    .action(async (flags: IssueFlags) => {
      const keyPath = resolve(terminal.folder, flags.key);
      const outPath = resolve(terminal.folder, flags.out);
      if (await fileExists(outPath))
        throw new UsageError(`${flags.out} is there already; nothing is overwritten`);
      const authority = await openCaFolder(terminal, flags.folder, flags.lifetime);
      const privateKey = (await readOwnKeyFile(keyPath)) ?? (await makeOwnKeyFile(keyPath, 'ES256'));
      const names = { uris: flags.uri, dnsNames: flags.dns };
      const chain = await authority.issue(names, createPublicKey(privateKey));
      await writeNew(outPath, chain, 0o644).catch(refuseWriting(outPath));
      terminal.say(`certified ${flags.key}; the chain is in ${flags.out}`);
      done(exitCodes.done);
    });
