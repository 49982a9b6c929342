import type { IssuerOptions, VerifierOptions } from '../options.js';
import { OptionRefusal } from './option-refusal.js';

/**
 * Where addresses cannot be checked, whoever reads keys over the network must say that they know.
 * @throws OptionRefusal option_missing.
 */
export function requireAddressCheckChoice({ addressCheck, issuers }: VerifierOptions): void {
  const mayFetch = Array.isArray(issuers) ? issuers.some(fetchesKeys) : issuers !== undefined;
  if (mayFetch && addressCheck === undefined)
    throw new OptionRefusal(
      'option_missing',
      'addressCheck',
      'must be "unavailable", typed out: this runtime cannot check the addresses it connects to.',
    );
}

/** The options are not checked yet: an issuer may be anything. */
function fetchesKeys(issuer: IssuerOptions | undefined): boolean {
  const paths: readonly unknown[] = [issuer?.trustPath ?? 'discovery'].flat();
  if (paths.includes('discovery') && issuer?.discovery?.jwks === undefined) return true;
  return paths.includes('jwc') && issuer?.jwc?.innerJwks === undefined;
}
