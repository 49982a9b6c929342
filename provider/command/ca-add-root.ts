import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { folderOption, openCaFolder, terms } from './ca-folder.js';
import { exitCodes } from './exit-code.js';
import type { Verb } from './verb.js';

/** `keyturn ca add-root`: the root that follows, offered beside the one in use (X3). */
export const addRootVerb: Verb = (terminal, done) =>
  new Command('add-root')
    .description('make the root that follows; it certifies only when relying parties had time to learn it')
    .option(...folderOption)
    .action(async ({ folder }: { folder: string }) => {
      const { number } = await (await openCaFolder(terminal, folder)).addRoot();
      const path = join(resolve(terminal.folder, folder), `root-${number}.pem`);
      terminal.say(`made a further root: give relying parties ${path} beside the ones that they have`);
      terminal.say(
        `it certifies after certificates.authority.rootDistributionSeconds, ${terms(1).rootDistributionSeconds} s unless configured; ` +
          'take the old one away when /ca does not offer it any more',
      );
      done(exitCodes.done);
    });
