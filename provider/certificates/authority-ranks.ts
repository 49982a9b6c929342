import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { CertificateError } from './certificate-error.js';
import type { CertificateLife } from './certificate-life.js';
import type { IssuingAuthority } from './issue-certificate.js';
import type { RevokedCertificate } from './revocation-list.js';

/** Authorities begin this long before they are made, so that they hold by clocks that are behind (X1). */
export const BACKDATED_SECONDS = 3600;

export type AuthorityRank = 'root' | 'intermediate';

/** One certificate of the built-in CA with its key. The number grows with each of its rank. */
export interface Authority extends IssuingAuthority {
  readonly rank: AuthorityRank;
  readonly number: number;
  readonly life: CertificateLife;
  readonly certificate: X509Certificate;
}

/** Everything that the built-in CA is made of, the oldest first. */
export interface Authorities {
  readonly roots: readonly Authority[];
  readonly intermediates: readonly Authority[];
  readonly revoked: readonly RevokedCertificate[];
}

export const REVOKED_FILE = 'revoked.json';

const revokedList = z.array(
  z.strictObject({ serial: z.string().regex(/^[0-9a-f]{2,40}$/), revokedAtSeconds: z.number() }),
);

export const certificateFile = (rank: AuthorityRank, number: number) => `${rank}-${number}.pem`;
export const keyFile = (rank: AuthorityRank, number: number) => `${rank}-${number}.key`;

/** Throws CertificateError `authority_missing` or `authority_unreadable`. */
export function readAuthorities(files: ReadonlyMap<string, string>): Authorities {
  const roots = readRank(files, 'root');
  const intermediates = readRank(files, 'intermediate');
  if (roots.length === 0 || intermediates.length === 0)
    throw new CertificateError('authority_missing', 'there is no CA here; keyturn ca init makes one');
  return { roots, intermediates, revoked: readRevoked(files.get(REVOKED_FILE)) };
}

function readRank(files: ReadonlyMap<string, string>, rank: AuthorityRank): readonly Authority[] {
  return [...files.keys()]
    .flatMap((name) => new RegExp(`^${rank}-(\\d+)\\.pem$`).exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)
    .map((number) => readAuthority(files, rank, number));
}

/** Throws CertificateError `authority_unreadable`. */
export function readAuthority(
  files: ReadonlyMap<string, string>,
  rank: AuthorityRank,
  number: number,
): Authority {
  const certificatePem = files.get(certificateFile(rank, number)) ?? '';
  try {
    const certificate = new X509Certificate(certificatePem);
    const privateKey: KeyObject = createPrivateKey(files.get(keyFile(rank, number)) ?? '');
    if (!certificate.checkPrivateKey(privateKey)) throw new TypeError('the key is of another certificate');
    const life = {
      notBeforeSeconds: Date.parse(certificate.validFrom) / 1000,
      notAfterSeconds: Date.parse(certificate.validTo) / 1000,
    };
    return { rank, number, life, certificate, certificatePem, privateKey };
  } catch (cause) {
    throw new CertificateError('authority_unreadable', `the ${rank} ${number} of the CA cannot be read`, {
      cause,
    });
  }
}

function readRevoked(text: string | undefined): readonly RevokedCertificate[] {
  if (text === undefined) return [];
  try {
    return revokedList.parse(JSON.parse(text));
  } catch (cause) {
    // No guess: an empty list would make every revoked certificate good again.
    throw new CertificateError('authority_unreadable', `${REVOKED_FILE} cannot be read`, { cause });
  }
}
