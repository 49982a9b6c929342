import type { Certificate } from './certificate.js';
import type { DescribedCertificate } from './described-certificate.js';
import { certificateSha256 } from './fingerprints.js';
import { writeName } from './write-name.js';

const described = new WeakMap<Certificate, DescribedCertificate>();

/** Frozen, since every token of the chain is given the same. */
export function describeChain(path: readonly Certificate[]): readonly DescribedCertificate[] {
  return Object.freeze(
    path.map((certificate) => {
      const known = described.get(certificate) ?? Object.freeze(describe(certificate));
      described.set(certificate, known);
      return known;
    }),
  );
}

function describe(certificate: Certificate): DescribedCertificate {
  const { subject, issuer, serial, notBeforeSeconds, notAfterSeconds } = certificate;
  return {
    subject: writeName(subject),
    issuer: writeName(issuer),
    serial,
    notBeforeSeconds,
    notAfterSeconds,
    sha256: certificateSha256(certificate),
  };
}
