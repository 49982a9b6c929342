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
    head: ['', 'tokens in the cache', 'keyturn', 'fast-jwt', 'plain Map'],
    rows: results.map(({ alg, size, samples }) => [
      alg,
      size,
      median(samples.keyturn),
      median(samples['fast-jwt']),
      median(samples['plain Map']),
    ]),
    bars: results.map(({ alg, size, samples }) => ({
      name: `${alg} seen before among ${size}, fast-jwt / keyturn`,
      value: medianRatio(samples['fast-jwt'], samples.keyturn),
      atLeast: atLeastOverCachedPeer,
      limit: `a Map that finds these tokens, compares the text and does nothing else takes ${median(samples['plain Map']).toFixed(2)} microseconds, so that with nothing else to do it would be ${medianRatio(samples['fast-jwt'], samples['plain Map']).toFixed(1)} x. Over that, fast-jwt takes ${medianRatio(over(samples['fast-jwt'], samples), over(samples.keyturn, samples)).toFixed(1)} x what keyturn takes`,
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
    'plain Map': { run: createPlainMap(tokens), sync: true },
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

const over = (numbers, samples) => numbers.map((value, round) => value - samples['plain Map'][round]);

/** The least that a cache of tokens can do: it finds one by its end, compares the text, and looks at its claims. */
function createPlainMap(tokens) {
  const endOf = (token) => {
    let end = 0;
    for (let at = token.length - 7; at < token.length; at++)
      end = (Math.imul(end, 67) + token.charCodeAt(at)) | 0;
    return end;
  };
  const known = new Map(
    freshCopies(tokens).map((token) => {
      const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
      return [endOf(token), { token, claims }];
    }),
  );
  return (token) => {
    const found = known.get(endOf(token));
    if (found?.token !== token || found.claims.exp === 0) throw new Error('A token is lost.');
    return found.claims;
  };
}
