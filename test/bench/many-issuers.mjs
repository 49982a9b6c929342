import { createPublicKey, verify } from 'node:crypto';
import { createNodeSignature } from '../../relying-party/dist/signature/node.js';
import { atMostForManyIssuers, mostBytesAnIssuer } from './bars.mjs';
import { interleave, median, medianRatio, timeOneAtATime } from './measure.mjs';
import { audience, freshCopies, makeParty, mintTokens, rawArguments } from './tokens.mjs';
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
    stands.flatMap(({ count, measure, measureRaw, measureEmptied }) => [
      [count, measure],
      [rawName(count), measureRaw],
      [emptiedName(count), measureEmptied],
    ]),
  );
  for (let turn = 0; turn < 60; turn++)
    for (const { measure, measureRaw } of stands) {
      await measure(turn);
      await measureRaw(turn);
    }
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
      'node:crypto alone, with as many keys',
      'with the processor’s caches emptied before each',
      'bytes of the heap for each',
    ],
    rows: stands.map(({ count, bytesAnIssuer }) => [
      count,
      median(samples[count]),
      median(samples[rawName(count)]),
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
        limit: `it takes ${microsecondsOver(samples, count, 1)} microseconds more than among 1. node:crypto alone, which is given the key, takes ${microsecondsOver(samples, rawName(count), rawName(1))} more with as many keys; and with the processor’s caches emptied before each token, among 1 issuer too, a verification takes ${microsecondsOver(samples, emptiedName(1), 1)} more: what was not touched lately has to come from memory`,
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
  const rawItems = tokens.map((token) => {
    const [digest, bytes, , signature] = rawArguments(party, token);
    return { digest, bytes, signature };
  });
  const keys = Array.from({ length: count }, () => ({
    key: createPublicKey({ key: { ...party.jwk }, format: 'jwk' }),
    ...party.extra,
  }));
  const verifyRaw = {
    run({ digest, bytes, signature, key }) {
      if (!verify(digest, bytes, key, signature)) throw new Error('a good signature was refused');
    },
    sync: true,
  };
  const measureRaw = (round) => {
    const start = (round * tokensPerTurn) % distinctTokens;
    const turn = rawItems.slice(start, start + tokensPerTurn);
    return timeOneAtATime(
      verifyRaw,
      turn.map((item, at) => ({ ...item, key: keys[((start + at) * 7919) % count] })),
    );
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
  return { count, bytesAnIssuer, verifier, measure, measureRaw, measureEmptied };
}

function microsecondsOver(samples, name, base) {
  return median(samples[name].map((value, round) => value - samples[base][round])).toFixed(1);
}

/** The signature alone, by a key of its own for each issuer. */
const rawName = (count) => `${count}, raw`;

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
