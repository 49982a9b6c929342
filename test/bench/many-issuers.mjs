import { createNodeSignature } from '../../relying-party/dist/signature/node.js';
import { atMostForManyIssuers, mostBytesAnIssuer } from './bars.mjs';
import { interleave, median, medianRatio, timeOneAtATime } from './measure.mjs';
import { audience, freshCopies, makeParty, mintTokens } from './tokens.mjs';
import { createVirtualVerifier } from './virtual-provider.mjs';

const counts = [1, 100, 10_000];
const tokensPerTurn = 64;
const distinctTokens = 512;

/** Many issuers in one verifier, each with its discovery, its key set and its timers. */
export async function measureManyIssuers(rounds) {
  const party = makeParty('ES256');
  const stands = [];
  for (const count of counts) stands.push(await openStand(party, count));
  const keyBytes = await bytesOfKeys(party.jwk, counts.at(-1));
  const measurements = Object.fromEntries(
    stands.flatMap(({ count, measure, measureEmptied }) => [
      [count, measure],
      [emptiedName(count), measureEmptied],
    ]),
  );
  for (let turn = 0; turn < 60; turn++) for (const { measure } of stands) await measure(turn);
  const samples = await interleave(measurements, rounds);
  const most = stands.at(-1);
  const overKeys = most.bytesAnIssuer - keyBytes;
  for (const { verifier } of stands) verifier.close();
  return {
    title: 'Many issuers in one verifier',
    about: `ES256, one key each, tokens of issuers all over the list. A key alone takes ${Math.round(keyBytes)} bytes of the heap.`,
    head: [
      'issuers',
      'microseconds a token',
      'with the processor’s caches emptied before each',
      'bytes of the heap for each',
    ],
    rows: stands.map(({ count, bytesAnIssuer }) => [
      count,
      median(samples[count]),
      median(samples[emptiedName(count)]),
      count < 100 ? '-' : Math.round(bytesAnIssuer),
    ]),
    bars: [
      {
        name: `bytes for each of ${most.count} issuers over its keys`,
        value: overKeys,
        atMost: mostBytesAnIssuer,
      },
      ...counts.slice(1).map((count) => ({
        name: `verification among ${count} issuers / among 1`,
        value: medianRatio(samples[count], samples[1]),
        atMost: atMostForManyIssuers,
        limit: `it takes ${microsecondsOver(samples, count, 1)} microseconds more than among 1; with the processor’s caches emptied before each token, ${microsecondsOver(samples, emptiedName(count), emptiedName(1))} more. What the second leaves of the first is not the caches’ doing`,
      })),
    ],
  };
}

async function openStand(party, count) {
  const issuerAt = (at) => `https://issuer-${at}.example`;
  const options = Array.from({ length: count }, (_, at) => ({ issuer: issuerAt(at), audience }));
  const named = Array.from({ length: Math.max(distinctTokens, count) }, (_, at) => issuerAt(at % count));
  const first = await mintFor(party, named.slice(0, count));
  const before = heapBytes();
  const { verifier } = createVirtualVerifier({
    // Ahead, so that a token minted while the list is opened is of its past.
    startSeconds: Math.floor(Date.now() / 1000) + 600,
    jwk: party.jwk,
    issuers: options,
  });
  for (const token of first) await verifier.verify(token);
  const bytesAnIssuer = (heapBytes() - before) / count;
  // Far apart in the list, so that none stays in the processor's cache for having been asked a moment ago.
  const tokens = await mintFor(
    party,
    Array.from({ length: distinctTokens }, (_, at) => issuerAt((at * 7919) % count)),
  );
  const subject = { run: (token) => verifier.verify(token), sync: false };
  const measure = (round) => {
    const start = (round * tokensPerTurn) % distinctTokens;
    return timeOneAtATime(subject, freshCopies(tokens.slice(start, start + tokensPerTurn)));
  };
  const measureEmptied = async (round) => {
    const start = (round * tokensPerTurn) % distinctTokens;
    const turn = freshCopies(tokens.slice(start, start + emptiedTokens));
    let milliseconds = 0;
    for (const token of turn) {
      emptyProcessorCaches();
      const began = performance.now();
      await verifier.verify(token);
      milliseconds += performance.now() - began;
    }
    return (milliseconds * 1000) / turn.length;
  };
  return { count, bytesAnIssuer, verifier, measure, measureEmptied };
}

function microsecondsOver(samples, name, base) {
  return median(samples[name].map((value, round) => value - samples[base][round])).toFixed(1);
}

/** With nothing of any issuer left in the processor’s caches. */
const emptiedName = (count) => `${count}, emptied`;
const emptiedTokens = 8;

/** Larger than the processor’s caches: to read all of it leaves nothing else in them. */
const filler = new Uint8Array(64 * 1024 * 1024);

function emptyProcessorCaches() {
  let sum = 0;
  for (let at = 0; at < filler.length; at += 64) sum += filler[at]++;
  return sum;
}

async function mintFor(party, issuers) {
  return issuers.map((iss) => mintTokens(party, 1, { claims: { iss } })[0]);
}

/** What the keys alone take, made ready as the verifier makes them. */
async function bytesOfKeys(jwk, count) {
  const seam = createNodeSignature();
  const before = heapBytes();
  const keys = Array.from({ length: count }, () => seam.importKey({ ...jwk }, jwk.alg));
  const bytes = (heapBytes() - before) / count;
  if (keys.length !== count) throw new Error('keys were lost');
  return bytes;
}

function heapBytes() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
