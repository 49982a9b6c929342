import fc from 'fast-check';
import { isRejection } from '../../relying-party/rejection.js';
import { readChain, readChainTexts } from '../../relying-party/x5c/read-chain-header.js';
import { certifiedToken, makeCertifiedVerifier } from '../relying-party/x5c/certified-tokens.js';
import type { Tally } from './answer-tally.js';
import { isAcceptedByNode, readAsNode } from './chain-opinions.js';
import { toPem } from './minted-certificates.js';
import { mutate, mutations } from './mutated-bytes.js';
import { createFindings, type Findings, judgeSingleFaults } from './x5c-fuzz.js';
import { codeOf } from './x5c-opinions.js';
import { sampleLeaf, sampleRoot } from './x5c-samples.js';

const leafText = sampleLeaf.encoding.toString('base64');
const leafPem = toPem(sampleLeaf.encoding);

/** Ways to write a certificate that is good. */
const spellings = [
  leafText,
  sampleRoot.encoding.toString('base64'),
  leafPem,
  Buffer.from(leafPem).toString('base64'),
  leafText.replaceAll('+', '-').replaceAll('/', '_'),
  `${leafText.slice(0, 64)}\n${leafText.slice(64)}`,
  `${leafText}=`,
  Buffer.concat([sampleLeaf.encoding, Buffer.of(0)]).toString('base64'),
];

/** Each spelling alone, more certificates than there may be, and each fault alone: the same in every run. */
export function judgeSpellings(): Tally {
  const differences = judgeSingleFaults((bytes) => differenceToNode([bytes.toString('base64')]));
  for (const x5c of [...spellings.map((text) => [text]), Array.from({ length: 7 }, () => leafText)]) {
    const difference = differenceToNode(x5c);
    if (difference !== undefined) differences.add(difference, x5c);
  }
  return differences;
}

/**
 * Anything at all as the `x5c` of a header, good certificates among it, signed by the key of the good leaf or by another.
 * What is accepted is signed by that key, and its links hold for node too.
 */
export async function fuzzHeaders(numRuns: number): Promise<Findings> {
  const findings = createFindings();
  const verifier = makeCertifiedVerifier([sampleRoot], { purposes: ['jwt'] });
  const entry = fc.oneof(
    fc.constantFrom(...spellings),
    mutations.map((list) => mutate(sampleLeaf.encoding, list).toString('base64')),
    fc.base64String(),
    fc.string(),
    fc.jsonValue(),
  );
  const chains = fc.oneof(
    fc.array(fc.constantFrom(...spellings.slice(0, 2)), { minLength: 1, maxLength: 3 }),
    fc.array(entry, { maxLength: 7 }),
    fc.jsonValue(),
  );
  await fc.assert(
    fc.asyncProperty(chains, fc.boolean(), async (x5c, isForged) => {
      const leaf = isForged ? { ...sampleLeaf, key: sampleRoot.key } : sampleLeaf;
      const answer = await verifier
        .verify(certifiedToken({ leaf, header: { x5c } }))
        .catch((e: unknown) => e);
      const difference = differenceToNode(x5c);
      if (difference !== undefined) findings.differences.add(difference, x5c);
      if (answer instanceof Error) {
        if (!isRejection(answer)) return false;
        findings.codes.add(answer.code, x5c);
        return true;
      }
      findings.codes.add('accepted', x5c);
      const [first = Buffer.of(), ...pool] = decodeAll(x5c) ?? [];
      return !isForged && isAcceptedByNode({ leaf: first, pool }) === true;
    }),
    { numRuns },
  );
  return findings;
}

/** Node has an opinion on lists of texts: it reads every one, or not. */
function differenceToNode(x5c: unknown): string | undefined {
  const encodings = decodeAll(x5c);
  if (encodings === undefined) return undefined;
  let unusable: string | undefined;
  const code = codeOf(() => {
    unusable = readChain(readChainTexts({ x5c } as never, false), false).unusable?.code;
  });
  const own = code === 'read' ? (unusable ?? code) : code;
  const isReadByNode = encodings.every((bytes) => readAsNode(bytes) !== undefined);
  if ((own === 'read') === isReadByNode) return undefined;
  return isReadByNode ? `refused: ${own}` : 'read by us alone';
}

function decodeAll(x5c: unknown): readonly Buffer[] | undefined {
  if (!Array.isArray(x5c) || x5c.length === 0 || !x5c.every((text) => typeof text === 'string'))
    return undefined;
  return x5c.map((text: string) =>
    text.startsWith('-----') ? Buffer.from(text) : Buffer.from(text, 'base64'),
  );
}
