import { systemClock } from '@keyturn/shared/clock';
import { isRejection } from '../../relying-party/rejection.js';
import { type Certificate, readCertificate } from '../../relying-party/x509/certificate.js';
import { readCrl } from '../../relying-party/x509/crl.js';
import type { KeyUsage } from '../../relying-party/x509/key-purposes.js';
import { purposeOid } from '../../relying-party/x509/object-identifiers.js';
import { collectAnchors } from '../../relying-party/x509/trust-anchors.js';
import {
  type ChainRules,
  defaultChainRules,
  validateChain,
} from '../../relying-party/x509/validate-chain.js';
import { bearsName } from './expected-name.js';
import type { CaseVerdict, X509Case } from './x509-case.js';

/** Answers one case with the code that verifies tokens, and with no more leniency than the case itself asks for. */
export function judgeCase(given: X509Case): CaseVerdict {
  try {
    const leaf = readCertificate(decode(given.leaf));
    const pool = readUsable(given.inters, readCertificate);
    const anchors = readUsable(given.roots, readCertificate);
    // Where a case brings lists, every certificate must be on one of them or be shown not to be.
    const crls = (given.crls ?? []).length === 0 ? undefined : readUsable(given.crls ?? [], readCrl);
    const nowSeconds =
      typeof given.time === 'string' ? Date.parse(given.time) / 1000 : systemClock.nowSeconds();
    for (const rules of rulesOf(given)) {
      const verdict = validateChain({
        leaf,
        pool: pool.usable,
        anchors: collectAnchors(anchors.usable),
        nowSeconds,
        rules,
        crls: crls?.usable,
      });
      if ('finding' in verdict) {
        const { code } = verdict.finding;
        const unusable = { x5c_untrusted: pool.code ?? anchors.code, x5c_revocation_unknown: crls?.code };
        return {
          accepted: false,
          code: (unusable as Readonly<Record<string, string | undefined>>)[code] ?? code,
        };
      }
    }
    return judgeNames(leaf, given);
  } catch (error) {
    if (!isRejection(error)) throw error;
    return { accepted: false, code: error.code };
  }
}

const kindPurposes = { SERVER: purposeOid.serverAuth, CLIENT: purposeOid.clientAuth } as const;

/** One set of rules for each purpose that the leaf must be good for. */
function rulesOf({ kind, eku, ku, maxDepth, policy }: X509Case): readonly ChainRules[] {
  const named = (eku ?? []).map(
    (name) => Object.entries(purposeOid).find(([known]) => known === name)?.[1] ?? name,
  );
  const kindPurpose = kind === null || kind === undefined ? undefined : kindPurposes[kind];
  const purposes = named.length > 0 ? named : [kindPurpose];
  return purposes.map((purpose) => ({
    ...defaultChainRules,
    keyUsages: (ku ?? []) as readonly KeyUsage[],
    purposes: purpose === undefined ? null : new Set([purpose]),
    maxIntermediates: maxDepth ?? defaultChainRules.maxIntermediates,
    requireExplicitPolicy: policy?.explicit ?? false,
  }));
}

/** Those that are of their form, and the code of the first that is not: a chain may well do without it. */
function readUsable<T>(
  encodings: readonly string[],
  read: (encoding: Uint8Array) => T,
): { readonly usable: readonly T[]; readonly code: string | undefined } {
  const usable: T[] = [];
  let code: string | undefined;
  for (const encoding of encodings) {
    try {
      usable.push(read(decode(encoding)));
    } catch (error) {
      if (!isRejection(error)) throw error;
      code ??= error.code;
    }
  }
  return { usable, code };
}

function judgeNames(leaf: Certificate, { name, names }: X509Case): CaseVerdict {
  const expected = [...(name === null || name === undefined ? [] : [name]), ...(names ?? [])];
  return expected.every((one) => bearsName(leaf, one))
    ? { accepted: true }
    : { accepted: false, code: 'name_mismatch' };
}

const decode = (text: string): Uint8Array => Buffer.from(text, 'base64');
