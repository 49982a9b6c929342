import { createVerifier } from '@keyturn/relying-party';
import { createVerifier as createFastVerifier } from 'fast-jwt';
import { atLeastOverCachedPeer } from './bars.mjs';
import { interleave, median, medianRatio, timeOneAtATime } from './measure.mjs';
import { audience, freshCopies, issuer, makeParty, mintTokens } from './tokens.mjs';

/** Tokens in the cache. */
const sizes = [64, 1000, 10_000];
const tokensPerTurn = 256;

/** A token that was verified before, a fresh string each call, against the fastest cache of the field. */
export async function measureSeenBefore(rounds) {
  const results = [];
  for (const alg of ['RS256', 'ES256', 'EdDSA']) results.push(await measureAlgorithm(alg, rounds, 1000));
  for (const size of sizes.filter((each) => each !== 1000))
    results.push(await measureAlgorithm('ES256', rounds, size));
  return {
    title: 'A token seen before',
    about: 'Each verification is of a fresh string with the text of a token that is in the cache.',
    head: ['', 'tokens in the cache', 'keyturn', 'fast-jwt'],
    rows: results.map(({ alg, size, samples }) => [
      alg,
      size,
      median(samples.keyturn),
      median(samples['fast-jwt']),
    ]),
    bars: results.map(({ alg, size, samples }) => ({
      name: `${alg} seen before among ${size}, fast-jwt / keyturn`,
      value: medianRatio(samples['fast-jwt'], samples.keyturn),
      atLeast: atLeastOverCachedPeer,
    })),
  };
}

async function measureAlgorithm(alg, rounds, size) {
  const { jwk, pem, ...party } = makeParty(alg);
  const verifier = createVerifier({
    tokenCache: { maxTokens: size },
    issuers: [{ issuer, audience, discovery: { jwks: { keys: [jwk] } } }],
  });
  const fast = createFastVerifier({
    key: pem,
    algorithms: [alg],
    allowedIss: issuer,
    allowedAud: audience,
    cache: size,
    checkTyp: 'at+jwt',
  });
  const tokens = mintTokens({ ...party, alg, jwk }, size);
  for (const token of tokens) {
    await verifier.verify(token);
    fast(token);
  }
  const pick = (round) =>
    freshCopies(Array.from({ length: tokensPerTurn }, (_, at) => tokens[(round * 97 + at * 31) % size]));
  const subjects = {
    keyturn: { run: (token) => verifier.verify(token), sync: false },
    'fast-jwt': { run: fast, sync: true },
  };
  const measurements = Object.fromEntries(
    Object.entries(subjects).map(([name, subject]) => [
      name,
      (round) => timeOneAtATime(subject, pick(round)),
    ]),
  );
  for (let turn = 0; turn < 60; turn++)
    for (const measure of Object.values(measurements)) await measure(turn);
  return { alg, size, samples: await interleave(measurements, rounds) };
}
