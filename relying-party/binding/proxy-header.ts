import { VerificationRejection } from '../rejection.js';
import { type GivenCertificate, readBase64Certificate, readCertificate } from './certificate-bytes.js';

/**
 * How a proxy writes the certificate: `rfc9440` as `:base64 of the DER:`, `escapedPem` as percent-encoded PEM (nginx
 * `$ssl_client_escaped_cert`, AWS), `base64Der` without anything around it (HAProxy, Traefik).
 */
export type CertificateFormat = 'rfc9440' | 'escapedPem' | 'base64Der';

export interface ProxyHeader {
  /** The field's name, such as `client-cert`. */
  readonly name: string;
  readonly format: CertificateFormat;
}

export const certificateFormats: Readonly<
  Record<CertificateFormat, (text: string) => Uint8Array | undefined>
> = {
  rfc9440: (text) => readBase64Certificate(/^:([^:]*):$/.exec(text)?.[1] ?? ''),
  escapedPem: (text) => readCertificate(unescapePercent(text) ?? ''),
  base64Der: readBase64Certificate,
};

/**
 * The certificate that a proxy found on its side of the connection; undefined where the client sent it none.
 * @param rawHeaders names and values in turn, as they came.
 * @throws VerificationRejection mtls_certificate_malformed, also for a field that came twice: one is a stranger's.
 */
export function readProxyHeader(
  rawHeaders: readonly string[],
  { name, format }: ProxyHeader,
): GivenCertificate | undefined {
  const wanted = name.toLowerCase();
  const values = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === wanted);
  const [value = ''] = values;
  if (values.length <= 1 && value.trim() === '') return undefined;
  const der = values.length === 1 ? certificateFormats[format](value.trim()) : undefined;
  if (der === undefined)
    throw new VerificationRejection(
      'mtls_certificate_malformed',
      `The field "${wanted}" does not hold one certificate in the form ${format}.`,
    );
  return der;
}

/** A plus is a plus: AWS leaves it as it is. */
function unescapePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
