import fc from 'fast-check';
import { createTally, type Tally } from './answer-tally.js';
import { differenceOf } from './chain-differences.js';
import { isAcceptedByNode, ownOpinion, ownOpinionWithin } from './chain-opinions.js';
import { buildChain, type Chain, chainShapes, singleFaults } from './faulty-chains.js';
import { createFindings, type Findings } from './x5c-fuzz.js';

/** Each fault alone at each level of a chain, beside node: the same in every run. */
export function judgeFaultyChains(): Tally {
  const differences = createTally();
  for (const shape of singleFaults) {
    const difference = differenceToNode(buildChain(shape));
    if (difference !== undefined) differences.add(difference, shape);
  }
  return differences;
}

/** Chains with any faults, changed octets and disorder, beside node, and with little to spend. */
export function fuzzChains(numRuns: number): Findings {
  const findings = createFindings();
  fc.assert(
    fc.property(chainShapes, fc.nat({ max: 4 }), fc.nat({ max: 8 }), (shape, signatures, steps) => {
      const chain = buildChain(shape);
      const { code } = ownOpinion(chain);
      findings.codes.add(code, shape);
      const difference = differenceToNode(chain);
      if (difference !== undefined) findings.differences.add(difference, shape);
      const within = ownOpinionWithin(chain, signatures, steps);
      return (
        (within.code === code || within.code === 'x5c_budget') &&
        within.spent.signatures <= signatures &&
        within.spent.steps <= steps
      );
    }),
    { numRuns },
  );
  return findings;
}

function differenceToNode(chain: Chain): string | undefined {
  const isAccepted = isAcceptedByNode(chain);
  if (isAccepted === undefined) return undefined;
  return differenceOf(ownOpinion(chain), 'node', isAccepted ? 'accepted' : 'refused');
}
