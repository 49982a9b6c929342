import { VerificationRejection } from '../rejection.js';
import type { Certificate } from '../x509/certificate.js';
import { readAnchors } from '../x509/read-anchors.js';

/**
 * Reads one file of anchors again and again. A SPIFFE bundle never goes back: one with a lower `spiffe_sequence` than was
 * read before, or with none after one that had it, is older, or not to be told from older (SPIFFE Trust Domain and Bundle,
 * section 4.1.1). A file of another form is a decision of its own.
 * @returns throws as `readAnchors`, and VerificationRejection x5c_malformed for an older bundle.
 */
export function followAnchors(): (bytes: Uint8Array) => readonly Certificate[] {
  let highest: number | undefined;
  return (bytes) => {
    const { certificates, spiffeSequence, isBundle } = readAnchors(bytes);
    if (isBundle && highest !== undefined && (spiffeSequence ?? -1) < highest)
      throw new VerificationRejection(
        'x5c_malformed',
        `The bundle is older than the one in use: its "spiffe_sequence" is not ${highest} at least.`,
      );
    highest = spiffeSequence ?? highest;
    return certificates;
  };
}
