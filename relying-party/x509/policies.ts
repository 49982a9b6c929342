import { contextPrimitive, DerReader, type DerValue, refuseDer } from './der.js';
import { readCount, readObjectIdentifier } from './der-values.js';

export interface CertificatePolicies {
  /** Dotted; none is named twice. */
  readonly policies: readonly string[];
  /** Whether there is a qualifier beside the two that RFC 5280 defines: who says critical wants it understood. */
  readonly hasUnknownQualifier: boolean;
}

const knownQualifiers: ReadonlySet<string> = new Set(['1.3.6.1.5.5.7.2.1', '1.3.6.1.5.5.7.2.2']);

/** RFC 5280 section 4.2.1.4. */
export function readPolicies(value: DerValue): CertificatePolicies {
  const qualifiers: string[] = [];
  const policies = new DerReader(value).rest().map((information) => {
    const reader = new DerReader(information);
    const policy = readObjectIdentifier(reader.next());
    if (!reader.isAtEnd) qualifiers.push(...readQualifiers(reader.next()));
    reader.finish();
    return policy;
  });
  if (policies.length === 0 || new Set(policies).size !== policies.length)
    throw refuseDer('certificate policies that name none, or one twice');
  return { policies, hasUnknownQualifier: qualifiers.some((qualifier) => !knownQualifiers.has(qualifier)) };
}

function readQualifiers(value: DerValue): readonly string[] {
  const qualifiers = new DerReader(value).rest();
  if (qualifiers.length === 0) throw refuseDer('an empty list of policy qualifiers');
  return qualifiers.map((qualifier) => {
    const reader = new DerReader(qualifier);
    const oid = readObjectIdentifier(reader.next());
    reader.next();
    reader.finish();
    return oid;
  });
}

export interface PolicyMapping {
  readonly issuerPolicy: string;
  readonly subjectPolicy: string;
}

/** RFC 5280 section 4.2.1.5. */
export function readPolicyMappings(value: DerValue): readonly PolicyMapping[] {
  const mappings = new DerReader(value).rest().map((mapping) => {
    const reader = new DerReader(mapping);
    const issuerPolicy = readObjectIdentifier(reader.next());
    const subjectPolicy = readObjectIdentifier(reader.next());
    reader.finish();
    return { issuerPolicy, subjectPolicy };
  });
  if (mappings.length === 0) throw refuseDer('policy mappings that map none');
  return mappings;
}

/** RFC 5280 section 4.2.1.11: after how many certificates more each begins to hold. */
export interface PolicyConstraints {
  readonly requireExplicitPolicy: number | undefined;
  readonly inhibitPolicyMapping: number | undefined;
}

export function readPolicyConstraints(value: DerValue): PolicyConstraints {
  const reader = new DerReader(value);
  const require = reader.optional(contextPrimitive(0));
  const inhibit = reader.optional(contextPrimitive(1));
  reader.finish();
  if (require === undefined && inhibit === undefined)
    throw refuseDer('policy constraints that constrain nothing');
  return {
    requireExplicitPolicy: require === undefined ? undefined : readCount(require, require.tag),
    inhibitPolicyMapping: inhibit === undefined ? undefined : readCount(inhibit, inhibit.tag),
  };
}
