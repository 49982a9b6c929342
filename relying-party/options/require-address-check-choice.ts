import type { VerifierOptions } from '../options.js';
import { OptionRefusal } from './option-refusal.js';

/**
 * Where addresses cannot be checked, whoever reads keys over the network must say that they know.
 * @throws OptionRefusal option_missing.
 */
export function requireAddressCheckChoice({ addressCheck, issuers }: VerifierOptions): void {
  const fetches = Array.isArray(issuers) && issuers.some((issuer) => issuer?.discovery?.jwks === undefined);
  if (fetches && addressCheck === undefined)
    throw new OptionRefusal(
      'option_missing',
      'addressCheck',
      'must be "unavailable", typed out: this runtime cannot check the addresses it connects to.',
    );
}
