import { resolve } from 'node:path';
import { Command } from 'commander';
import { fileExists } from '../certificates/key-file.js';
import { readRecoveryKeyFile, recoveryJwk } from '../custody/recovery-key.js';
import { exitCodes } from './exit-code.js';
import { makeOwnKeyFile } from './own-key-file.js';
import type { Verb } from './verb.js';

/** `keyturn recovery init`: the key that opens cold standbys, made where the operator is. */
export const recoveryVerbs: Verb = (terminal, done) =>
  new Command('recovery').description('the key that opens cold standbys, kept offline').addCommand(
    new Command('init')
      .description('make a recovery key, or show the public half of one; never overwrites')
      .argument('<file>', 'the private key, PEM, mode 0600: keep it offline')
      .action(async (file: string) => {
        const path = resolve(terminal.folder, file);
        // A key of P-256 serves ECDH as well as ECDSA; this one never signs.
        const key = (await fileExists(path))
          ? await readRecoveryKeyFile(path)
          : await makeOwnKeyFile(path, 'ES256');
        terminal.say(JSON.stringify({ recoveryKey: recoveryJwk(key) }));
        done(exitCodes.done);
      }),
  );
