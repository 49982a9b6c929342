import type { IssuerConfiguration } from '../configuration/issuer-schema.js';
import type { Configuration } from '../configuration/schema.js';
import { UsageError } from './usage-error.js';

/** The issuer that a verb is for: named by `--issuer`, or the only one. Throws UsageError. */
export function chooseIssuer(
  { issuers }: Pick<Configuration, 'issuers'>,
  named: string | undefined,
): IssuerConfiguration {
  const found = named === undefined ? issuers[0] : issuers.find(({ issuer }) => issuer === named);
  if (found !== undefined && (named !== undefined || issuers.length === 1)) return found;
  const known = issuers.map(({ issuer }) => issuer).join(', ');
  throw new UsageError(
    named === undefined
      ? `there are several issuers; say which by --issuer: ${known}`
      : `there is no issuer ${named}; there are ${known}`,
  );
}
