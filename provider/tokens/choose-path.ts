import { CertificateError } from '../certificates/certificate-error.js';
import type { SigningPath, SignToken } from './sign-token.js';

/** One call for every trust path: each request says by which its relying party comes to the key. */
export function choosePath(paths: Readonly<Record<SigningPath, SignToken | undefined>>): SignToken {
  return (request) => paths[request.trustPath ?? 'discovery']?.(request) ?? refuse();
}

async function refuse(): Promise<never> {
  throw new CertificateError(
    'certificates_not_configured',
    'no certificates are configured for tokens of the path x5c',
  );
}

/** Tokens for these resources carry a certificate, unless a request says otherwise. */
export function preferCertificates(sign: SignToken, audiences: readonly string[]): SignToken {
  const certified = new Set(audiences);
  return (request) =>
    request.trustPath === undefined && request.audience !== undefined && certified.has(request.audience)
      ? sign({ ...request, trustPath: 'x5c' })
      : sign(request);
}
