import fc from 'fast-check';
import { readCertificate } from '../../relying-party/x509/certificate.js';
import { readCrl } from '../../relying-party/x509/crl.js';
import { collectAnchors } from '../../relying-party/x509/trust-anchors.js';
import { defaultChainRules, validateChain } from '../../relying-party/x509/validate-chain.js';
import { createTally, type Tally } from './answer-tally.js';
import { buildChain, singleFaults } from './faulty-chains.js';
import { mintedAtSeconds } from './minted-certificates.js';
import { mutate, mutations, replacements } from './mutated-bytes.js';
import { codeOf, differenceToNode, objectionOfNode, ourVerdict } from './x5c-opinions.js';
import { sampleCrl, sampleLeaf, sampleRoot, signAsRoot, signedPart } from './x5c-samples.js';

/** Our codes, and in what somebody else differs. */
export interface Findings {
  readonly codes: Tally;
  readonly differences: Tally;
}

export const createFindings = (): Findings => ({ codes: createTally(), differences: createTally() });

/** Each fault alone, on a certificate of the root's: the same in every run. */
export function judgeSingleFaults(look: (bytes: Buffer) => string | undefined): Tally {
  const differences = createTally();
  for (const shape of singleFaults.filter(({ faults: [first] }) => first?.[0] === 0)) {
    const difference = look(buildChain({ ...shape, intermediates: 0 }).leaf);
    if (difference !== undefined) differences.add(difference, shape);
  }
  return differences;
}

/** A change anywhere in a certificate breaks its signature. */
export function fuzzCertificates(numRuns: number): Findings {
  const findings = createFindings();
  fc.assert(
    fc.property(mutations, (list) => {
      const bytes = mutate(sampleLeaf.encoding, list);
      if (bytes.equals(sampleLeaf.encoding)) return true;
      const verdict = ourVerdict(bytes);
      findings.codes.add(verdict, list);
      const difference = differenceToNode(bytes);
      if (difference !== undefined) findings.differences.add(difference, list);
      return verdict !== 'accepted';
    }),
    { numRuns },
  );
  return findings;
}

/** Changed, and then signed by the root all the same: only what the certificate says can refuse it. */
export function fuzzSignedCertificates(numRuns: number): Findings {
  const findings = createFindings();
  fc.assert(
    fc.property(fc.oneof(replacements, mutations), (list) => {
      const bytes = signAsRoot(mutate(signedPart(), list));
      findings.codes.add(ourVerdict(bytes), list);
      const difference = objectionToSigned(bytes);
      if (difference !== undefined) findings.differences.add(difference, list);
    }),
    { numRuns },
  );
  return findings;
}

/** What node has against a certificate that we accept, and otherwise in what its reading differs. */
export function objectionToSigned(bytes: Buffer): string | undefined {
  const objection = ourVerdict(bytes) === 'accepted' ? objectionOfNode(bytes) : undefined;
  return objection ?? differenceToNode(bytes);
}

const leaf = readCertificate(sampleLeaf.encoding);
const anchors = collectAnchors([readCertificate(sampleRoot.encoding)]);

/** A list that was changed anywhere never vouches for a certificate. */
export function fuzzLists(numRuns: number): Tally {
  const codes = createTally();
  fc.assert(
    fc.property(mutations, (list) => {
      const bytes = mutate(sampleCrl, list);
      if (bytes.equals(sampleCrl)) return true;
      let isRefused = true;
      const code = codeOf(() => {
        const rules = { ...defaultChainRules, purposes: null };
        const crls = [readCrl(bytes)];
        isRefused =
          'finding' in validateChain({ leaf, pool: [], anchors, nowSeconds: mintedAtSeconds, rules, crls });
      });
      codes.add(code, list);
      return isRefused;
    }),
    { numRuns },
  );
  return codes;
}

/** Any bytes are read or refused, and read the same again. */
export function fuzzBytes(numRuns: number): void {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const code = codeOf(() => readCertificate(bytes));
      return code !== 'read' && codeOf(() => readCertificate(bytes)) === code;
    }),
    { numRuns },
  );
}
