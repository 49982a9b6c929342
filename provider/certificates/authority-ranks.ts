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

const revocation = z.strictObject({ revokedAtSeconds: z.number() });

export const certificateFile = (rank: AuthorityRank, number: number) => `${rank}-${number}.pem`;
/** A file for each: two who revoke at once take nothing from each other. */
export const revokedFile = (serial: string) => `revoked-${serial}.json`;
/** One file for all of them, of an earlier form. */
export const LIST_OF_REVOKED_FILE = 'revoked.json';
export const keyFile = (rank: AuthorityRank, number: number) => `${rank}-${number}.key`;

/** Throws CertificateError `authority_missing` or `authority_unreadable`. */
export function readAuthorities(files: ReadonlyMap<string, string>): Authorities {
  const roots = readRank(files, 'root');
  const intermediates = readRank(files, 'intermediate');
  if (roots.length === 0 && intermediates.length > 0)
    throw new CertificateError(
      'authority_unreadable',
      'the CA has an intermediate and no root: bring root-1.pem and its key back, or make a CA in another folder',
    );
  if (roots.length === 0 || intermediates.length === 0)
    throw new CertificateError('authority_missing', 'there is no CA here; keyturn ca init makes one');
  return { roots, intermediates, revoked: readRevoked(files) };
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

function readRevoked(files: ReadonlyMap<string, string>): readonly RevokedCertificate[] {
  // No guess: passed over, it would make revoked certificates good again.
  if (files.has(LIST_OF_REVOKED_FILE))
    throw new CertificateError(
      'authority_unreadable',
      `${LIST_OF_REVOKED_FILE} is of an earlier form: move it away, and revoke each serial in it by keyturn ca revoke`,
    );
  return [...files]
    .flatMap(([name, text]) => {
      const serial = /^revoked-([0-9a-f]+)\.json$/.exec(name)?.[1];
      return serial === undefined ? [] : [{ serial, ...readRevocation(name, text) }];
    })
    .sort((a, b) => a.revokedAtSeconds - b.revokedAtSeconds || a.serial.localeCompare(b.serial));
}

function readRevocation(name: string, text: string) {
  try {
    return revocation.parse(JSON.parse(text));
  } catch (cause) {
    // No guess: left out, it would make a revoked certificate good again.
    throw new CertificateError('authority_unreadable', `${name} cannot be read`, { cause });
  }
}
