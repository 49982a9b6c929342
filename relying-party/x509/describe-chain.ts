import type { Certificate } from './certificate.js';
import type { DescribedCertificate } from './described-certificate.js';
import { certificateSha256 } from './fingerprints.js';
import { writeName } from './write-name.js';

const described = new WeakMap<Certificate, DescribedCertificate>();

export function describeChain(path: readonly Certificate[]): readonly DescribedCertificate[] {
  return path.map((certificate) => {
    const known = described.get(certificate) ?? describe(certificate);
    described.set(certificate, known);
    return known;
  });
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
