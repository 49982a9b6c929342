import fc from 'fast-check';
import { expect, test } from 'vitest';
import exceptions from '../conformance/x5c-fuzz-exceptions.json' with { type: 'json' };
import { createTally, type Tally } from '../support/answer-tally.js';
import { differenceOf } from '../support/chain-differences.js';
import { ownOpinion, readAsNode } from '../support/chain-opinions.js';
import { buildChain, type ChainShape, chainShapes, singleFaults } from '../support/faulty-chains.js';
import { askOpenssl } from '../support/openssl-opinions.js';
import { scratchFolder } from '../support/scratch-folder.js';

const SAMPLE_SIZE = 1000;
/** Files that node's OpenSSL reads and the command does not are few: more than these never were. */
const SPARE = 60;
/** A thousand processes take their time where others work too. */
const PATIENCE = { timeout: 900_000 };

/** In what openssl and we differ; only chains on which it has an opinion are counted. */
async function compare(shapes: readonly ChainShape[]) {
  const chains = shapes.map(buildChain);
  const theirs = await askOpenssl(chains, await scratchFolder());
  const differences = createTally();
  const agreed = createTally();
  let opinions = 0;
  for (const [at, chain] of chains.entries()) {
    const opinion = theirs[at];
    if (opinion === undefined) continue;
    opinions++;
    const difference = differenceOf(ownOpinion(chain), 'openssl', opinion);
    if (difference === undefined) agreed.add(opinion === 'accepted' ? 'accepted' : 'refused', shapes[at]);
    else differences.add(difference, shapes[at]);
  }
  return { opinions, agreed, differences };
}

const known = exceptions['chains beside openssl'];
const countOf = (tally: Tally) => Object.fromEntries(tally.counts);

test('one fault at a time shows each exception, and nothing else', PATIENCE, async () => {
  const { differences } = await compare(singleFaults);
  expect(differences.besides(known)).toEqual([]);
  expect([...differences.counts.keys()].sort()).toEqual(Object.keys(known).sort());
});

test(
  'a thousand chains with any faults: openssl accepts and refuses what we do, or it is explained',
  PATIENCE,
  async () => {
    const isReadable = (shape: ChainShape) => {
      const { leaf, pool } = buildChain(shape);
      return [leaf, ...pool].every((bytes) => readAsNode(bytes) !== undefined);
    };
    const sample = fc.sample(chainShapes, { seed: 20260101, numRuns: 2 * SAMPLE_SIZE }).filter(isReadable);
    const { opinions, agreed, differences } = await compare(sample.slice(0, SAMPLE_SIZE + SPARE));
    console.log({ opinions, agreed: countOf(agreed), differences: countOf(differences) });
    expect(opinions).toBeGreaterThanOrEqual(SAMPLE_SIZE);
    expect(agreed.counts.get('accepted')).toBeGreaterThan(100);
    expect(agreed.counts.get('refused')).toBeGreaterThan(100);
    expect(differences.besides(known)).toEqual([]);
  },
);
