import { atLeastOverJose, inFlight } from './bars.mjs';
import { interleave, median, medianRatio, timeInFlight } from './measure.mjs';
import { subjects } from './subjects.mjs';
import { freshCopies, makeParty, mintTokens } from './tokens.mjs';

const tokensPerTurn = 1024;

/** Verification with 64 in flight, of the subjects that can have any in flight. */
export async function measureInFlight(alg, rounds) {
  const party = makeParty(alg);
  const tokens = mintTokens(party, tokensPerTurn);
  const runs = ['keyturn', 'jose'].map((name) => [name, subjects[name].create(party)]);
  const measurements = Object.fromEntries(
    runs.map(([name, run]) => [name, () => timeInFlight({ run }, freshCopies(tokens), inFlight)]),
  );
  for (let turn = 0; turn < 4; turn++) for (const measure of Object.values(measurements)) await measure();
  const samples = await interleave(measurements, rounds);
  return {
    alg,
    microseconds: Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, median(all)])),
    bars: [
      {
        name: `${alg} with ${inFlight} in flight, throughput over jose`,
        value: medianRatio(samples.jose, samples.keyturn),
        atLeast: atLeastOverJose[alg],
      },
    ],
  };
}
