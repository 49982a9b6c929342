import type { LookupAddress } from 'node:dns';
import { lookup as resolveByName } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isAddressAllowed } from './address-check.js';
import type { FetchRules } from './door.js';
import { FetchFailure } from './fetch-failure.js';

/** Every address of a host name. Tests give their own. */
export type ResolveHost = (hostname: string) => Promise<readonly LookupAddress[]>;

export const resolveHost: ResolveHost = (hostname) => resolveByName(hostname, { all: true });

/**
 * The `lookup` of a connection: the addresses that were checked are the ones connected to, so that a name that answers
 * differently a moment later (DNS rebinding) changes nothing. One bad address refuses the name.
 */
export function checkedLookup(resolve: ResolveHost, rules: FetchRules, plainHttp: boolean): LookupFunction {
  return (hostname, options, callback) => {
    const check = async () => {
      const addresses = await resolve(hostname);
      for (const { address } of addresses) requireAllowed(address, rules, plainHttp);
      const [first] = addresses;
      if (first !== undefined) return [first, ...addresses.slice(1)] as const;
      throw new FetchFailure('connection_failed', 'The host name has no address.');
    };
    check().then(
      ([first, ...others]) => {
        if (options.all === true) callback(null, [first, ...others]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}

/** @throws FetchFailure `address_refused`; the message names no address of the inner network. */
export function requireAllowed(address: string, rules: FetchRules, plainHttp: boolean): void {
  if (isAddressAllowed(address, rules, plainHttp)) return;
  throw new FetchFailure(
    'address_refused',
    plainHttp
      ? 'Over http only a loopback address is read, and only with allowLoopback.'
      : 'The host is at a loopback, private or reserved address. An issuer in an inner network needs ' +
          'allowPrivateNetwork, one on this machine allowLoopback.',
  );
}
