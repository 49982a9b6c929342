import fc from 'fast-check';
import { isRejection } from '../../relying-party/rejection.js';
import { readCertificate } from '../../relying-party/x509/certificate.js';
import { readCrl } from '../../relying-party/x509/crl.js';
import { collectAnchors } from '../../relying-party/x509/trust-anchors.js';
import { defaultChainRules, validateChain } from '../../relying-party/x509/validate-chain.js';
import { certifiedToken, makeCertifiedVerifier } from '../relying-party/x5c/certified-tokens.js';
import { mintedAtSeconds } from './minted-certificates.js';
import { mutate, mutations, replacements } from './mutated-bytes.js';
import { codeOf, differenceToNode, objectionOfNode, ourVerdict } from './x5c-opinions.js';
import { sampleCrl, sampleLeaf, sampleRoot, signAsRoot, signedPart } from './x5c-samples.js';

/** How often each answer was given. */
export type Answers = Map<string, number>;

const count = (answers: Answers, answer: string) => answers.set(answer, (answers.get(answer) ?? 0) + 1);

/** A change anywhere in a certificate breaks its signature. Answers our codes, and how node's reading differs. */
export function fuzzCertificates(numRuns: number): { codes: Answers; differences: Answers } {
  const codes: Answers = new Map();
  const differences: Answers = new Map();
  fc.assert(
    fc.property(mutations, (list) => {
      const bytes = mutate(sampleLeaf.encoding, list);
      if (bytes.equals(sampleLeaf.encoding)) return true;
      const verdict = ourVerdict(bytes);
      count(codes, verdict);
      count(differences, differenceToNode(bytes) ?? 'none');
      return verdict !== 'accepted';
    }),
    { numRuns },
  );
  return { codes, differences };
}

/** Changed, and then signed by the root all the same: only what the certificate says can refuse it. */
export function fuzzSignedCertificates(numRuns: number): { codes: Answers; differences: Answers } {
  const codes: Answers = new Map();
  const differences: Answers = new Map();
  fc.assert(
    fc.property(fc.oneof(replacements, mutations), (list) => {
      const bytes = signAsRoot(mutate(signedPart(), list));
      const verdict = ourVerdict(bytes);
      count(codes, verdict);
      count(differences, differenceToNode(bytes) ?? 'none');
      const objection = verdict === 'accepted' ? objectionOfNode(bytes) : undefined;
      if (objection !== undefined) count(differences, objection);
    }),
    { numRuns },
  );
  return { codes, differences };
}

const leaf = readCertificate(sampleLeaf.encoding);
const anchors = collectAnchors([readCertificate(sampleRoot.encoding)]);

/** A list that was changed anywhere never vouches for a certificate. */
export function fuzzLists(numRuns: number): Answers {
  const codes: Answers = new Map();
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
      count(codes, code);
      return isRefused;
    }),
    { numRuns },
  );
  return codes;
}

/** Anything at all as the `x5c` of a header, good certificates among it, signed by a key that none of them certifies. */
export async function fuzzHeaders(numRuns: number): Promise<Answers> {
  const codes: Answers = new Map();
  const verifier = makeCertifiedVerifier([sampleRoot], { purposes: ['jwt'] });
  const entry = fc.oneof(
    fc.constant(sampleLeaf.encoding.toString('base64')),
    fc.constant(sampleRoot.encoding.toString('base64')),
    mutations.map((list) => mutate(sampleLeaf.encoding, list).toString('base64')),
    fc.base64String(),
    fc.string(),
    fc.jsonValue(),
  );
  const forged = { ...sampleLeaf, key: sampleRoot.key };
  const chains = fc.oneof(fc.array(entry, { maxLength: 7 }), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(chains, async (x5c) => {
      const token = certifiedToken({ leaf: forged, header: { x5c } });
      const error: unknown = await verifier.verify(token).catch((reason: unknown) => reason);
      if (!isRejection(error)) return false;
      count(codes, error.code);
      return true;
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
