import type { Certificate } from './certificate.js';
import { isCertificateAuthority } from './certificate.js';
import type { Crl } from './crl.js';
import { type DistinguishedName, extendName } from './distinguished-name.js';
import {
  allReasons,
  type DistributionPoint,
  type DistributionPointName,
  type ReasonSet,
} from './distribution-points.js';
import type { GeneralName } from './general-names.js';

/**
 * The reasons for which a CRL can speak of a certificate, through one of its distribution points; empty where the list
 * covers other certificates (RFC 5280 sections 6.3.3 (b), (d), (e)).
 */
export function reasonsCovered(crl: Crl, certificate: Certificate, point: DistributionPoint): ReasonSet {
  const { scope } = crl;
  const pointReasons = point.reasons ?? allReasons;
  if (scope === undefined) return pointReasons;
  const isAuthority = isCertificateAuthority(certificate);
  const isOther =
    scope.onlyAttributeCertificates ||
    (scope.onlyUserCertificates && isAuthority) ||
    (scope.onlyAuthorityCertificates && !isAuthority);
  if (isOther || !isPublishedAt(scope.name, crl.issuer, point)) return noReasons;
  const own = scope.onlySomeReasons ?? allReasons;
  return new Set([...pointReasons].filter((reason) => own.has(reason)));
}

const noReasons: ReasonSet = new Set();

/** The points at which a certificate's CRLs are published, and last the one that goes without saying: its issuer's. */
export function distributionPointsOf({ issuer, extensions }: Certificate): readonly DistributionPoint[] {
  const implied: DistributionPoint = {
    name: { fullName: [{ kind: 'directory', name: issuer }] },
    reasons: undefined,
    crlIssuer: undefined,
  };
  return [...(extensions.distributionPoints ?? []), implied];
}

/** One of the list's names is one of the point's. */
function isPublishedAt(
  name: DistributionPointName | undefined,
  issuer: DistinguishedName,
  point: DistributionPoint,
): boolean {
  if (name === undefined) return true;
  if (point.name === undefined) return false;
  const wanted = namesOf(point.name, issuer);
  const own = namesOf(name, issuer);
  // Lists are published at addresses and in directories: who names anything else means something else.
  if (![...wanted, ...own].every(({ kind }) => kind === 'uri' || kind === 'directory')) return false;
  return own.some((one) => wanted.some((other) => isSameName(one, other)));
}

function namesOf(name: DistributionPointName, issuer: DistinguishedName): readonly GeneralName[] {
  if ('fullName' in name) return name.fullName;
  return [{ kind: 'directory', name: extendName(issuer, name.relativeName) }];
}

function isSameName(a: GeneralName, b: GeneralName): boolean {
  if (a.kind === 'directory') return b.kind === 'directory' && a.name.key === b.name.key;
  return a.kind === 'uri' && b.kind === 'uri' && a.text === b.text;
}
