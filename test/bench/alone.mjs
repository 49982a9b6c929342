import { atMostOverPeer, atMostOverRaw } from './bars.mjs';
import { interleave, median, medianRatio, timeOneAtATime } from './measure.mjs';
import { bareReading, subjects } from './subjects.mjs';
import { freshCopies, makeParty, mintTokens } from './tokens.mjs';

/** So many that a turn is short beside what else may run on the machine, and long beside the clock's grain. */
const tokensPerTurn = { RS256: 64, PS256: 64, ES256: 40, ES384: 14, EdDSA: 28 };
const warmUpTurns = 60;

/** Verification one at a time of distinct tokens, every subject in every round. */
export async function measureAlone(alg, rounds) {
  const party = makeParty(alg);
  const tokens = mintTokens(party, 512);
  const count = tokensPerTurn[alg];
  const measurements = {};
  for (const [name, subject] of Object.entries(subjects)) {
    const run = subject.create(party);
    if (run === undefined) continue;
    const prepare = subject.prepare?.(party);
    const pick = (round) => {
      const start = (round * count) % (tokens.length - count);
      const picked = freshCopies(tokens.slice(start, start + count));
      return prepare === undefined ? picked : picked.map(prepare);
    };
    const measure = (round) => timeOneAtATime({ run, sync: subject.sync }, pick(round));
    for (let turn = 0; turn < warmUpTurns; turn++) await measure(turn);
    measurements[name] = measure;
  }
  return judge(alg, await interleave(measurements, rounds));
}

function judge(alg, samples) {
  const microseconds = Object.fromEntries(
    Object.entries(samples).map(([name, numbers]) => [name, median(numbers)]),
  );
  const overRaw = Object.fromEntries(
    Object.entries(samples).map(([name, numbers]) => [name, medianRatio(numbers, samples.raw)]),
  );
  const bars = [
    {
      name: `${alg} alone, keyturn / raw`,
      value: overRaw.keyturn,
      atMost: atMostOverRaw[alg],
      limit: `to read a token as it comes, parse its parts and verify its signature, with nothing of it checked, takes ${overRaw[bareReading].toFixed(3)} x raw in the same rounds; keyturn takes ${medianRatio(samples.keyturn, samples[bareReading]).toFixed(3)} x that`,
    },
    ...Object.entries(atMostOverPeer)
      .filter(([peer]) => samples[peer] !== undefined)
      .map(([peer, atMost]) => ({
        name: `${alg} alone, keyturn / ${peer}`,
        value: medianRatio(samples.keyturn, samples[peer]),
        atMost,
      })),
  ];
  return { alg, microseconds, overRaw, bars };
}
