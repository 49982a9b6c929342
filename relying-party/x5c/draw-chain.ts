import type { DescribedCertificate } from '../x509/described-certificate.js';

/**
 * A chain as a tree, the anchor on top. Times are in seconds since the epoch, as tokens write them.
 * @param chain from the leaf to the anchor.
 */
export function drawChain(chain: readonly DescribedCertificate[]): string {
  return [...chain]
    .reverse()
    .map(({ subject, serial, notBeforeSeconds, notAfterSeconds, sha256 }, depth) => {
      const indent = depth === 0 ? '' : `${'   '.repeat(depth - 1)}└─ `;
      return `${indent}${subject} (serial ${serial}, ${notBeforeSeconds} to ${notAfterSeconds}, SHA-256 ${sha256.slice(0, 16)}…)`;
    })
    .join('\n');
}
