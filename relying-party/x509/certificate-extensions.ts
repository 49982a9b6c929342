import { readAlternativeNames } from './alternative-names.js';
import { readCount } from './der-values.js';
import { type DistributionPoint, readDistributionPoints } from './distribution-points.js';
import { type ExtensionRules, readKnownExtensions } from './extension-rules.js';
import type { GeneralName } from './general-names.js';
import { readInformationAccess } from './information-access.js';
import { readAuthorityKeyIdentifier, readSubjectKeyIdentifier } from './key-identifiers.js';
import {
  type BasicConstraints,
  type KeyUsage,
  readBasicConstraints,
  readKeyUsage,
  readPurposes,
} from './key-purposes.js';
import { type NameConstraints, readNameConstraints } from './name-constraints.js';
import { extensionOid } from './object-identifiers.js';
import {
  type CertificatePolicies,
  type PolicyConstraints,
  type PolicyMapping,
  readPolicies,
  readPolicyConstraints,
  readPolicyMappings,
} from './policies.js';
import type { RawExtension } from './raw-extensions.js';

/** What the extensions of a certificate say, as far as it matters here (RFC 5280 section 4.2). */
interface Known {
  basicConstraints: BasicConstraints;
  keyUsage: ReadonlySet<KeyUsage>;
  purposes: ReadonlySet<string>;
  alternativeNames: readonly GeneralName[];
  nameConstraints: NameConstraints;
  policies: CertificatePolicies;
  policyMappings: readonly PolicyMapping[];
  policyConstraints: PolicyConstraints;
  inhibitAnyPolicy: number;
  distributionPoints: readonly DistributionPoint[];
  subjectKeyIdentifier: string;
  authorityKeyIdentifier: { readonly keyIdentifier: string | undefined };
  authorityInformationAccess: true;
  subjectInformationAccess: true;
}

export interface CertificateExtensions extends Readonly<Partial<Known>> {
  /** Dotted. A certificate with one is refused wherever it stands in a path. */
  readonly unknownCritical: readonly string[];
  /** All that are there, dotted. */
  readonly oids: ReadonlySet<string>;
  /** Those that are marked critical, dotted. */
  readonly critical: ReadonlySet<string>;
}

const rules: ExtensionRules<Known> = {
  basicConstraints: { oid: extensionOid.basicConstraints, critical: 'may', read: readBasicConstraints },
  keyUsage: { oid: extensionOid.keyUsage, critical: 'may', read: readKeyUsage },
  purposes: { oid: extensionOid.extendedKeyUsage, critical: 'may', read: readPurposes },
  alternativeNames: { oid: extensionOid.subjectAlternativeName, critical: 'may', read: readAlternativeNames },
  nameConstraints: { oid: extensionOid.nameConstraints, critical: 'must', read: readNameConstraints },
  policies: { oid: extensionOid.certificatePolicies, critical: 'may', read: readPolicies },
  policyMappings: { oid: extensionOid.policyMappings, critical: 'may', read: readPolicyMappings },
  policyConstraints: { oid: extensionOid.policyConstraints, critical: 'may', read: readPolicyConstraints },
  inhibitAnyPolicy: {
    oid: extensionOid.inhibitAnyPolicy,
    critical: 'must',
    read: (value) => readCount(value),
  },
  distributionPoints: {
    oid: extensionOid.crlDistributionPoints,
    critical: 'may',
    read: readDistributionPoints,
  },
  subjectKeyIdentifier: {
    oid: extensionOid.subjectKeyIdentifier,
    critical: 'mustNot',
    read: readSubjectKeyIdentifier,
  },
  authorityKeyIdentifier: {
    oid: extensionOid.authorityKeyIdentifier,
    critical: 'mustNot',
    read: (value) => ({ keyIdentifier: readAuthorityKeyIdentifier(value) }),
  },
  authorityInformationAccess: {
    oid: extensionOid.authorityInformationAccess,
    critical: 'mustNot',
    read: readInformationAccess,
  },
  subjectInformationAccess: {
    oid: extensionOid.subjectInformationAccess,
    critical: 'mustNot',
    read: readInformationAccess,
  },
};

/** @throws VerificationRejection x5c_extension, x5c_alternative_name, x5c_der. */
export function readCertificateExtensions(raw: ReadonlyMap<string, RawExtension>): CertificateExtensions {
  const { known, unknownCritical } = readKnownExtensions(rules, raw);
  const critical = new Set([...raw].filter(([, { isCritical }]) => isCritical).map(([oid]) => oid));
  return { ...known, unknownCritical, oids: new Set(raw.keys()), critical };
}
