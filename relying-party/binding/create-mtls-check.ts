import { base64url } from 'jose';
import { OptionRefusal } from '../options/option-refusal.js';
import { readBag, readChoice, readFlag, readText } from '../options/read-option.js';
import { VerificationRejection } from '../rejection.js';
import type { ShownHolder } from '../token/check-binding.js';
import { type GivenCertificate, readCertificate } from './certificate-bytes.js';
import {
  type CertificateFormat,
  certificateFormats,
  type ProxyHeader,
  readProxyHeader,
} from './proxy-header.js';

export interface MtlsCheckOptions {
  /**
   * Reads the certificate from a header that a proxy sets, and from nowhere else. Whoever reaches this server past the
   * proxy, or through one that lets the field in from outside, can claim any certificate. Default: the connection's own.
   */
  readonly proxyHeader?: ProxyHeader;
  /** Takes tokens that are bound to no certificate too (no `cnf`). Default false. */
  readonly allowUnbound?: boolean;
}

/** Where the certificate of a request may be. */
export interface CertificateSources {
  /** At hand already. */
  readonly certificate?: GivenCertificate | undefined;
  /** Node's socket of the request; one without TLS has none. */
  readonly socket?: object | undefined;
  /** Names and values in turn, as they came: for `proxyHeader`. */
  readonly rawHeaders?: readonly string[] | undefined;
}

/**
 * What a request shows of its sender, for `verify(token, { holder })`.
 * @throws VerificationRejection mtls_certificate_malformed.
 */
export type MtlsCheck = (sources: CertificateSources) => Promise<ShownHolder>;

/**
 * Finds the client certificate of each request, for tokens that are bound to one (RFC 8705 section 3). Who issued it does
 * not matter: that the client holds its key was shown in the handshake, and the token says which one it is.
 * @throws OptionRefusal
 */
export function createMtlsCheck(options: MtlsCheckOptions = {}): MtlsCheck {
  const bag = readBag(options, 'mtls', ['proxyHeader', 'allowUnbound']);
  const proxyHeader = bag.proxyHeader === undefined ? undefined : readHeaderOption(bag.proxyHeader);
  const allowUnbound = readFlag(bag.allowUnbound, 'mtls.allowUnbound');
  return async ({ certificate, socket, rawHeaders = [] }) => {
    // Behind a proxy the connection's own certificate is the proxy's.
    const given = proxyHeader
      ? readProxyHeader(rawHeaders, proxyHeader)
      : (certificate ?? certificateOfSocket(socket));
    const certificateThumbprint = given === undefined ? undefined : await thumbprintOfCertificate(given);
    return { certificateThumbprint, allowUnbound };
  };
}

/**
 * `x5t#S256` of a certificate: SHA-256 of its DER, base64url.
 * @throws VerificationRejection mtls_certificate_malformed.
 */
export async function thumbprintOfCertificate(certificate: GivenCertificate): Promise<string> {
  const der = readCertificate(certificate);
  if (der === undefined)
    throw new VerificationRejection('mtls_certificate_malformed', 'That is not one certificate, DER or PEM.');
  return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(der))));
}

/** By its method, since a socket of another module copy is no instance of ours. */
function certificateOfSocket(socket: object | undefined): GivenCertificate | undefined {
  const tlsSocket = socket as { getPeerX509Certificate?: () => { readonly raw: Uint8Array } | undefined };
  return tlsSocket?.getPeerX509Certificate?.();
}

function readHeaderOption(value: unknown): ProxyHeader {
  const { name, format } = readBag(value, 'mtls.proxyHeader', ['name', 'format']);
  const formats = Object.keys(certificateFormats) as CertificateFormat[];
  const fieldName = readText(name, 'mtls.proxyHeader.name');
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/i.test(fieldName))
    throw new OptionRefusal('option_invalid', 'mtls.proxyHeader.name', 'is no name of a header field.');
  return { name: fieldName, format: readChoice(format, 'mtls.proxyHeader.format', formats) };
}
