import { isLoopback } from '../configuration/check-issuer.js';
import { UsageError } from './usage-error.js';

/** Where a secret may be sent: over TLS, or to this machine. Throws UsageError. */
export function checkSafeIssuer(issuer: string): void {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))) return;
  throw new UsageError(
    '--issuer must be an https URL, or http on loopback: the secret of the client goes there',
  );
}
