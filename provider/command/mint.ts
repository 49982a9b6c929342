import { ChainSignerError } from '@keyturn/relying-party/jwc';
import { Command } from 'commander';
import { HttpClient } from '../drills/http-client.js';
import { checkSafeIssuer } from './check-safe-issuer.js';
import { exitCodes } from './exit-code.js';
import { type ChainOrder, mintChain } from './mint-chain.js';
import { readSeconds } from './read-seconds.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

const MAX_SECRET_BYTES = 1024;

interface MintFlags {
  readonly chain?: true;
  readonly issuer: string;
  readonly client: string;
  readonly audience?: string;
  readonly scope?: string;
  readonly htm?: string;
  readonly htu?: string;
  readonly lifetime?: number;
  readonly json?: true;
}

/** `keyturn mint --chain`: a holder for trying. Its key is made for this one token and forgotten. */
export const mintVerb: Verb = (terminal, done) =>
  new Command('mint')
    .description('make a key, get an inner JWT for it, sign one request; the secret comes on standard input')
    .option('--chain', 'a chained JWT (path jwc)')
    .requiredOption('--issuer <url>', 'who issues the inner')
    .requiredOption('--client <id>', 'the client that may have inners')
    .option('--audience <audience>', 'the service; default: what the issuer gives')
    .option('--scope <scope>', 'of the inner; default: everything that the client may have')
    .option('--htm <method>', 'the method that the request is signed for')
    .option('--htu <url>', 'the address that the request is signed for')
    .option('--lifetime <seconds>', 'of the outer; default 60', readSeconds)
    .option('--json', 'print the inner and the public key too')
    .action(async (flags: MintFlags) => {
      if (flags.chain !== true) throw new UsageError('say what to mint: --chain');
      checkSafeIssuer(flags.issuer);
      const secret = (await terminal.readInput(MAX_SECRET_BYTES)).replace(/\r?\n$/, '');
      if (secret === '') throw new UsageError('give the secret of the client on standard input');
      const http = new HttpClient();
      try {
        const minted = await mintChain(orderOf(flags, secret), http);
        terminal.say(flags.json === true ? JSON.stringify(minted) : minted.token);
        done(exitCodes.done);
      } catch (error) {
        const failure = describe(error);
        terminal.complain(failure.text);
        done(failure.code);
      } finally {
        http.close();
      }
    });

function orderOf(flags: MintFlags, secret: string): ChainOrder {
  const { issuer, client: clientId, audience, scope, htm, htu, lifetime: lifetimeSeconds } = flags;
  const claims = { ...(htm === undefined ? {} : { htm }), ...(htu === undefined ? {} : { htu }) };
  return { issuer, clientId, secret, audience, scope, claims, lifetimeSeconds };
}

function describe(error: unknown) {
  const cause = error instanceof ChainSignerError && error.cause !== undefined ? error.cause : error;
  if (cause instanceof ChainSignerError)
    return { text: `${cause.code}: ${cause.message}`, code: exitCodes.refused };
  // Of the connection: which address, and why not. Nothing of the request.
  if (cause instanceof Error && ('code' in cause || cause.message === 'no answer in time'))
    return { text: `issuer_unreachable: ${cause.message}`, code: exitCodes.unavailable };
  throw error;
}
