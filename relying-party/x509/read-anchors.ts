import { VerificationRejection } from '../rejection.js';
import { parseStrictJson } from '../token/strict-json.js';
import { type Certificate, readCertificate } from './certificate.js';
import { decodeBase64, holdsPem, readPem } from './pem.js';

const jsonObjectStart = 0x7b;

/**
 * Trust anchors from whatever form they come in: PEM, one certificate in DER, or a SPIFFE bundle.
 * @throws VerificationRejection x5c_malformed where there is none, and all of `readCertificate`.
 */
export function readAnchors(bytes: Uint8Array): readonly Certificate[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  const encodings = holdsPem(text)
    ? readPem(text, 'CERTIFICATE')
    : text.trimStart().charCodeAt(0) === jsonObjectStart
      ? readSpiffeBundle(bytes)
      : [bytes];
  if (encodings.length === 0) throw new VerificationRejection('x5c_malformed', 'There is no certificate.');
  return encodings.map((encoding) => readCertificate(encoding));
}

/**
 * The authorities of a SPIFFE trust bundle: the keys with `use` `x509-svid`, one certificate each (SPIFFE Trust Domain
 * and Bundle, section 4.2; X.509-SVID, section 6.2). `spiffe_sequence` and `spiffe_refresh_hint` are for who fetches
 * bundles; keys of another use are for others.
 */
function readSpiffeBundle(bytes: Uint8Array): readonly Uint8Array[] {
  const { keys } = parseStrictJson(bytes, 'bundle');
  if (!Array.isArray(keys)) throw new VerificationRejection('x5c_malformed', 'The bundle is no JWK set.');
  return keys.filter((key) => key?.use === 'x509-svid').map(readAuthority);
}

function readAuthority({ x5c }: { readonly x5c?: unknown }): Uint8Array {
  const [encoded, ...others] = Array.isArray(x5c) ? x5c : [];
  const der = typeof encoded === 'string' ? decodeBase64(encoded) : undefined;
  if (der === undefined || others.length > 0)
    throw new VerificationRejection('x5c_malformed', 'A key of the bundle does not have one certificate.');
  return der;
}
