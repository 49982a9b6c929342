/** A SPIFFE ID in parts (SPIFFE-ID section 2). */
interface SpiffeId {
  readonly trustDomain: string;
  /** With its leading slash; empty for the ID of the trust domain itself. */
  readonly path: string;
}

const form = /^spiffe:\/\/([a-z0-9._-]{1,255})((?:\/[A-Za-z0-9._-]+)*)$/;
const maxLength = 2048;

export function readSpiffeId(text: string): SpiffeId | undefined {
  const [, trustDomain, path] = (text.length <= maxLength && form.exec(text)) || [];
  if (trustDomain === undefined || path === undefined) return undefined;
  return path.split('/').some((segment) => segment === '.' || segment === '..')
    ? undefined
    : { trustDomain, path };
}

/**
 * Whether a certificate with these URIs speaks for an issuer: it has exactly one, a SPIFFE ID of a workload (X509-SVID
 * section 2), which is the issuer or lies in the trust domain that the issuer is. An anchor that names a trust domain
 * vouches for no other.
 */
export function isSpiffeBound(
  uris: readonly string[],
  issuer: string,
  anchorUris: readonly string[],
): boolean {
  const [uri, ...others] = uris;
  const own = uri === undefined || others.length > 0 ? undefined : readSpiffeId(uri);
  const wanted = readSpiffeId(issuer);
  if (own === undefined || wanted === undefined || own.path === '') return false;
  const isWanted = own.trustDomain === wanted.trustDomain && (wanted.path === '' || wanted.path === own.path);
  const isPinned = anchorUris.every((anchorUri) => readSpiffeId(anchorUri)?.trustDomain === own.trustDomain);
  return isWanted && isPinned;
}
