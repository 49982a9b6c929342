import type { Certificate } from '../x509/certificate.js';
import { equalBytes } from '../x509/der-values.js';
import { type Finding, find } from '../x509/finding.js';

/**
 * Each certificate certifies the one before it (RFC 7515 section 4.1.6): the names say so all along, and the path went
 * through them one by one. What follows the path's end, such as a cross-signed root, is tolerated.
 * @param chain as written; undefined for a certificate that no path can go through.
 * @param path from the leaf to the anchor.
 */
export function checkOrder(
  chain: readonly (Certificate | undefined)[],
  path: readonly Certificate[],
): Finding | undefined {
  const isChained = chain.every((certificate, at) => {
    const next = chain[at + 1];
    return certificate === undefined || next === undefined || next.subject.key === certificate.issuer.key;
  });
  const wentThrough = path.slice(0, Math.max(1, path.length - 1));
  const isFollowed = wentThrough.every((certificate, at) => {
    const written = chain[at];
    return written !== undefined && equalBytes(written.encoding, certificate.encoding);
  });
  if (isChained && isFollowed) return undefined;
  return find(
    'x5c_order',
    'The certificates of "x5c" are not in order: each must certify the one before it.',
  );
}
