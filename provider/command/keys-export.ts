import { createPublicKey } from 'node:crypto';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { Command, Option } from 'commander';
import { thumbprint } from '../custody/generate-key.js';
import { KeyImportError } from '../custody/key-import-error.js';
import { exitCodes } from './exit-code.js';
import { openConfiguredRing, type RingFlags } from './open-configured-ring.js';
import type { Verb } from './verb.js';

interface ExportFlags extends RingFlags {
  readonly pem?: true;
  readonly jwk?: true;
}

/** `keyturn keys export`: public halves, for parties that are configured with a key instead of an address. */
export const keysExportVerb: Verb = (terminal, done) =>
  new Command('export')
    .description('the public half of every published key, or of one; private ones never leave')
    .argument('[kid]', 'the key')
    .requiredOption('--config <file>', 'the configuration')
    .option('--issuer <url>', 'which issuer, where there are several')
    .addOption(new Option('--pem', 'as SubjectPublicKeyInfo, the default').conflicts('jwk'))
    .option('--jwk', 'as JWK; of every key as a JWK set')
    .action(async (kid: string | undefined, { jwk, ...flags }: ExportFlags) => {
      const { ring } = await openConfiguredRing(terminal, flags);
      const { keySet } = await ring.look();
      await ring.close();
      const { keys } = keySet;
      const chosen = kid === undefined ? keys : keys.filter((key) => key.kid === kid);
      if (chosen.length === 0)
        throw new KeyImportError('kid_unknown', `there are ${keys.map((key) => key.kid).join(', ')}`);
      if (jwk === true) terminal.say(JSON.stringify(kid === undefined ? { keys: chosen } : chosen[0]));
      else if (kid === undefined) for (const key of chosen) terminal.say(await named(key));
      else for (const key of chosen) terminal.say(toPem(key));
      done(exitCodes.done);
    });

/**
 * RFC 7468 section 5.2 allows words before a block; readers pass over them. An imported key has a kid that is not its
 * thumbprint, which denylists go by.
 */
async function named(key: PublicJwk): Promise<string> {
  const print = await thumbprint(key);
  return `kid ${key.kid}, ${key.alg}${print === key.kid ? '' : `, thumbprint ${print}`}\n${toPem(key)}`;
}

/** RFC 7468 section 13. */
function toPem(key: PublicJwk): string {
  const { kty, crv, x, y, n, e } = key;
  const bare = JSON.parse(JSON.stringify({ kty, crv, x, y, n, e }));
  return String(
    createPublicKey({ key: bare, format: 'jwk' }).export({ type: 'spki', format: 'pem' }),
  ).trimEnd();
}
