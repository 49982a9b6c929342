import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { loadConfiguration } from '../config.js';
import { formatStoredSecret, hashChosenSecret, hashGeneratedSecret } from '../oauth/stored-secret.js';
import { openCustody } from '../open-custody.js';
import { exitCodes } from './exit-code.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

const MAX_SECRET_BYTES = 1024;

/** `keyturn secret`: the form in which a client's secret or a cron credential is written into the configuration. */
export const secretVerb: Verb = (terminal, done) =>
  new Command('secret')
    .description('make a secret and its stored form; or with --chosen, store one read from standard input')
    .option('--config <file>', 'the configuration, whose wrapping key then guards the stored form')
    .option('--chosen', 'read the secret from standard input')
    .action(async ({ config, chosen }: { config?: string; chosen?: true }) => {
      const secret =
        chosen === true
          ? (await terminal.readInput(MAX_SECRET_BYTES)).replace(/\r?\n$/, '')
          : randomBytes(32).toString('base64url');
      if (secret.length < 16) throw new UsageError('a chosen secret needs at least 16 characters');
      const wrappingKey = await firstWrappingKey();
      const stored =
        chosen === true || wrappingKey === undefined
          ? await hashChosenSecret(secret)
          : hashGeneratedSecret(secret, wrappingKey);
      if (chosen !== true) terminal.say(`secret: ${secret}`);
      terminal.say(`stored: ${formatStoredSecret(stored)}`);
      done(exitCodes.done);

      async function firstWrappingKey(): Promise<Uint8Array | undefined> {
        if (config === undefined) return undefined;
        const configuration = await loadConfiguration(config, terminal.environment);
        return (await openCustody(configuration)).wrappingKeys[0];
      }
    });
