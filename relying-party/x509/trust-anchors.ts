import type { Certificate } from './certificate.js';
import { equalBytes } from './der-values.js';

/** Where paths may end. Certificates, configured; nothing that a token carries ever becomes one. */
export interface TrustAnchors {
  readonly certificates: readonly Certificate[];
  /** By the key of their subject's name. */
  readonly bySubject: ReadonlyMap<string, readonly Certificate[]>;
}

export function collectAnchors(certificates: readonly Certificate[]): TrustAnchors {
  return { certificates, bySubject: groupBySubject(certificates) };
}

/** Whether the certificate is itself configured, by its very bytes. */
export function isAnchor({ bySubject }: TrustAnchors, { subject, encoding }: Certificate): boolean {
  return bySubject.get(subject.key)?.some((anchor) => equalBytes(anchor.encoding, encoding)) ?? false;
}

/** Each certificate once, however often it is there: twice the same leads nowhere else. */
export function groupBySubject(
  certificates: readonly Certificate[],
): ReadonlyMap<string, readonly Certificate[]> {
  const groups = new Map<string, Certificate[]>();
  for (const certificate of certificates) {
    const group = groups.get(certificate.subject.key);
    if (group === undefined) groups.set(certificate.subject.key, [certificate]);
    else if (!group.some(({ encoding }) => equalBytes(encoding, certificate.encoding)))
      group.push(certificate);
  }
  return groups;
}
