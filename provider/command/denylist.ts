import type { KeyObject } from 'node:crypto';
import type { DenylistClaims } from '@keyturn/relying-party/denylist';
import { systemClock } from '@keyturn/shared/clock';
import { Command } from 'commander';
import { fileExists, writeWhole } from '../certificates/key-file.js';
import { denylistAlgorithm, denylistJwk, signDenylist } from '../tokens/sign-denylist.js';
import { changeInTurn } from './change-in-turn.js';
import { exitCodes } from './exit-code.js';
import { extendDenylist, type ListBefore, readBefore, shortenDenylist } from './extend-denylist.js';
import { makeOwnKeyFile, readOwnKeyFile, refuseWriting } from './own-key-file.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

interface ListFlags {
  readonly issuer: string;
  readonly key: string;
  readonly file: string;
}

interface EntryFlags extends ListFlags {
  readonly jti?: readonly string[];
  readonly keyThumbprint?: readonly string[];
}

/** `keyturn denylist`: the signed file by which verifiers without a network learn what is revoked. */
export const denylistVerbs: Verb = (terminal, done) =>
  new Command('denylist')
    .description('the signed list of revoked tokens and keys, for verifiers without a network')
    .addCommand(keyVerb(terminal, done))
    .addCommand(addVerb(terminal, done))
    .addCommand(removeVerb(terminal, done))
    .addCommand(showVerb(terminal, done));

const keyVerb: Verb = (terminal, done) =>
  new Command('key')
    .description('make the key that signs the list, or show its public half; never overwrites')
    .argument('<file>', 'the private key, PEM, mode 0600')
    .action(async (file: string) => {
      const key = (await readOwnKeyFile(file)) ?? (await makeOwnKeyFile(file, denylistAlgorithm));
      terminal.say(JSON.stringify({ keys: [await denylistJwk(requireAlgorithm(key, file))] }));
      done(exitCodes.done);
    });

const addVerb: Verb = (terminal, done) =>
  entryCommand('add', 'add to the list, or begin one; with nothing to add it is signed anew').action(
    async (flags: EntryFlags) => {
      const key = await requireKey(flags.key);
      const said = await changeInTurn(terminal, flags.file, async () => {
        const before = (await fileExists(flags.file)) ? await listOf(flags, key) : undefined;
        return writeList(flags.file, await extendDenylist(flags.issuer, before, entriesOf(flags)), key);
      });
      terminal.say(said);
      done(exitCodes.done);
    },
  );

const removeVerb: Verb = (terminal, done) =>
  entryCommand('remove', 'take entries off the list that were put on it by mistake').action(
    async (flags: EntryFlags) => {
      const key = await requireKey(flags.key);
      const before = await requireList(flags, key);
      const said = await changeInTurn(terminal, flags.file, async () =>
        writeList(flags.file, await shortenDenylist(flags.issuer, before, entriesOf(flags)), key),
      );
      terminal.say(said);
      done(exitCodes.done);
    },
  );

const showVerb: Verb = (terminal, done) =>
  listCommand('show', 'print what is on the list, checked, as JSON').action(async (flags: ListFlags) => {
    const list = await readBefore(flags.issuer, await requireList(flags, await requireKey(flags.key)));
    terminal.say(JSON.stringify(list));
    done(exitCodes.done);
  });

function listCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .requiredOption('--issuer <url>', 'whose tokens the jtis are')
    .requiredOption('--key <file>', 'the private key that signs the list')
    .requiredOption('--file <file>', 'the list');
}

function entryCommand(name: string, description: string): Command {
  return listCommand(name, description)
    .option('--jti <jti>', 'of a token, such as an inner JWT; may be repeated', collect)
    .option('--key-thumbprint <thumbprint>', 'RFC 7638, of any key; may be repeated', collect);
}

function entriesOf({ jti = [], keyThumbprint = [] }: EntryFlags) {
  return { jtis: jti, keyThumbprints: keyThumbprint, nowSeconds: systemClock.nowSeconds() };
}

async function requireKey(file: string): Promise<KeyObject> {
  const key = await readOwnKeyFile(file);
  if (key === undefined) throw new UsageError(`there is no key in ${file}: keyturn denylist key ${file}`);
  return requireAlgorithm(key, file);
}

async function listOf({ file }: ListFlags, key: KeyObject): Promise<ListBefore> {
  return { file, jwk: await denylistJwk(key) };
}

async function requireList(flags: ListFlags, key: KeyObject): Promise<ListBefore> {
  if (await fileExists(flags.file)) return listOf(flags, key);
  throw new UsageError(`there is no list in ${flags.file}: keyturn denylist add begins one`);
}

async function writeList(file: string, list: DenylistClaims, key: KeyObject): Promise<string> {
  await writeWhole(file, `${await signDenylist(list, key)}\n`, 0o644).catch(refuseWriting(file));
  return `${list.jtis.length} tokens and ${list.key_thumbprints.length} keys are on the list`;
}

function requireAlgorithm<Key extends { readonly asymmetricKeyType?: string }>(key: Key, file: string): Key {
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new UsageError(`the key in ${file} is not for ${denylistAlgorithm}: keyturn denylist key makes one`);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
