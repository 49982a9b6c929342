import { VerificationRejection } from '../rejection.js';
import { parseStrictJson } from '../token/strict-json.js';
import { type Certificate, readCertificate } from './certificate.js';
import { decodeBase64, holdsPem, readPem } from './pem.js';

const jsonObjectStart = 0x7b;

/** Anchors as they stand in one file or text. */
export interface AnchorSource {
  readonly certificates: readonly Certificate[];
  /** Whether it is a SPIFFE bundle. */
  readonly isBundle: boolean;
  /** `spiffe_sequence` of a SPIFFE bundle that has one: it grows with each change of the bundle. */
  readonly spiffeSequence: number | undefined;
}

/**
 * Trust anchors from whatever form they come in: PEM, one certificate in DER, or a SPIFFE bundle.
 * @throws VerificationRejection x5c_malformed where there is none, and all of `readCertificate`.
 */
export function readAnchors(bytes: Uint8Array): AnchorSource {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  const isBundle = !holdsPem(text) && text.trimStart().charCodeAt(0) === jsonObjectStart;
  const { encodings, spiffeSequence }: EncodedAnchors = isBundle
    ? readSpiffeBundle(bytes)
    : { encodings: holdsPem(text) ? readPem(text, 'CERTIFICATE') : [bytes] };
  if (encodings.length === 0) throw new VerificationRejection('x5c_malformed', 'There is no certificate.');
  return { certificates: encodings.map((encoding) => readCertificate(encoding)), isBundle, spiffeSequence };
}

interface EncodedAnchors {
  readonly encodings: readonly Uint8Array[];
  readonly spiffeSequence?: number | undefined;
}

/**
 * The authorities of a SPIFFE trust bundle: the keys with `use` `x509-svid`, one certificate each (SPIFFE Trust Domain
 * and Bundle, section 4.2; X.509-SVID, section 6.2). `spiffe_refresh_hint` is for who fetches bundles; keys of
 * another use are for others.
 */
function readSpiffeBundle(bytes: Uint8Array): EncodedAnchors {
  const { keys, spiffe_sequence: sequence } = parseStrictJson(bytes, 'bundle');
  if (!Array.isArray(keys)) throw new VerificationRejection('x5c_malformed', 'The bundle is no JWK set.');
  if (sequence !== undefined && !(Number.isSafeInteger(sequence) && (sequence as number) >= 0))
    throw new VerificationRejection(
      'x5c_malformed',
      'The "spiffe_sequence" of the bundle is no whole number.',
    );
  return {
    encodings: keys.filter((key) => key?.use === 'x509-svid').map(readAuthority),
    spiffeSequence: sequence as number | undefined,
  };
}

function readAuthority({ x5c }: { readonly x5c?: unknown }): Uint8Array {
  const [encoded, ...others] = Array.isArray(x5c) ? x5c : [];
  const der = typeof encoded === 'string' ? decodeBase64(encoded) : undefined;
  if (der === undefined || others.length > 0)
    throw new VerificationRejection('x5c_malformed', 'A key of the bundle does not have one certificate.');
  return der;
}
