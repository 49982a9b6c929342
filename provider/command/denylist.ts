import { systemClock } from '@keyturn/shared/clock';
import { Command } from 'commander';
import { fileExists, makeKeyFile, readKeyFile, writeWhole } from '../certificates/key-file.js';
import { denylistAlgorithm, denylistJwk, signDenylist } from '../tokens/sign-denylist.js';
import { exitCodes } from './exit-code.js';
import { extendDenylist } from './extend-denylist.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

interface AddFlags {
  readonly issuer: string;
  readonly key: string;
  readonly file: string;
  readonly jti?: readonly string[];
  readonly keyThumbprint?: readonly string[];
}

/** `keyturn denylist`: the signed file by which verifiers without a network learn what is revoked. */
export const denylistVerbs: Verb = (terminal, done) =>
  new Command('denylist')
    .description('the signed list of revoked tokens and keys, for verifiers without a network')
    .addCommand(keyVerb(terminal, done))
    .addCommand(addVerb(terminal, done));

const keyVerb: Verb = (terminal, done) =>
  new Command('key')
    .description('make the key that signs the list, or show its public half; never overwrites')
    .argument('<file>', 'the private key, PEM, mode 0600')
    .action(async (file: string) => {
      const key = (await readKeyFile(file)) ?? (await makeKeyFile(file, denylistAlgorithm));
      terminal.say(JSON.stringify({ keys: [await denylistJwk(requireAlgorithm(key, file))] }));
      done(exitCodes.done);
    });

const addVerb: Verb = (terminal, done) =>
  new Command('add')
    .description('add to the list, or begin one; with nothing to add it is signed anew')
    .requiredOption('--issuer <url>', 'whose tokens the jtis are')
    .requiredOption('--key <file>', 'the private key that signs the list')
    .requiredOption('--file <file>', 'the list')
    .option('--jti <jti>', 'of a token, such as an inner JWT; may be repeated', collect)
    .option('--key-thumbprint <thumbprint>', 'RFC 7638, of any key; may be repeated', collect)
    .action(async ({ issuer, key, file, jti = [], keyThumbprint = [] }: AddFlags) => {
      const privateKey = await readKeyFile(key);
      if (privateKey === undefined)
        throw new UsageError(`there is no key in ${key}: keyturn denylist key ${key}`);
      requireAlgorithm(privateKey, key);
      const before = (await fileExists(file)) ? { file, jwk: await denylistJwk(privateKey) } : undefined;
      const list = await extendDenylist(issuer, before, {
        jtis: jti,
        keyThumbprints: keyThumbprint,
        nowSeconds: systemClock.nowSeconds(),
      });
      await writeWhole(file, `${await signDenylist(list, privateKey)}\n`, 0o644);
      terminal.say(`${list.jtis.length} tokens and ${list.key_thumbprints.length} keys are on the list`);
      done(exitCodes.done);
    });

function requireAlgorithm<Key extends { readonly asymmetricKeyType?: string }>(key: Key, file: string): Key {
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new UsageError(`the key in ${file} is not for ${denylistAlgorithm}: keyturn denylist key makes one`);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
