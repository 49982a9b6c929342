import { atLeastOverRefused } from './bars.mjs';
import { interleave, median, medianRatio, timeOneAtATime } from './measure.mjs';
import { subjects } from './subjects.mjs';
import { freshCopies, makeParty, mintTokens } from './tokens.mjs';

const tokensPerTurn = 128;

const longAgo = { claims: { iat: 1_600_000_000, exp: 1_600_000_300 } };

/** Tokens to refuse, well signed but for the first: what is refused is refused before the signature. */
const kinds = {
  'bad shape': (party, count) => mintTokens(party, count).map((token) => token.replace('.', '')),
  'wrong iss': (party, count) => mintTokens(party, count, { claims: { iss: 'https://other.example' } }),
  'wrong aud': (party, count) => mintTokens(party, count, { claims: { aud: 'other.example' } }),
  'wrong typ': (party, count) => mintTokens(party, count, { header: { typ: 'JWT' } }),
  'wrong alg': (party, count) => mintTokens(party, count, { header: { alg: 'HS256' } }),
  expired: (party, count) => mintTokens(party, count, longAgo),
};

/** What refusing costs against accepting, by the same verifier. */
export async function measureRefusals(alg, rounds) {
  const party = makeParty(alg);
  const verify = subjects.keyturn.create(party);
  const refuse = (token) => verify(token).then(complain, ignore);
  const measurements = { accepted: measureWith(verify, mintTokens(party, tokensPerTurn)) };
  for (const [kind, mint] of Object.entries(kinds))
    measurements[kind] = measureWith(refuse, mint(party, tokensPerTurn));
  for (let turn = 0; turn < 12; turn++) for (const measure of Object.values(measurements)) await measure();
  const samples = await interleave(measurements, rounds);
  return {
    alg,
    microseconds: Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, median(all)])),
    bars: Object.keys(kinds).map((kind) => ({
      name: `${alg} refused for ${kind}, accepted / refused`,
      value: medianRatio(samples.accepted, samples[kind]),
      atLeast: atLeastOverRefused[alg],
    })),
  };
}

function measureWith(run, tokens) {
  return () => timeOneAtATime({ run, sync: false }, freshCopies(tokens));
}

function complain() {
  throw new Error('a token to be refused was accepted');
}

function ignore() {}
