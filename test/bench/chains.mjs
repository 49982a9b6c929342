import { sign } from 'node:crypto';
import { createVerifier } from '@keyturn/relying-party';
import { jwc } from '@keyturn/relying-party/jwc';
import { interleave, median, medianRatio, timeOneAtATime } from './measure.mjs';
import { audience, freshCopies, issuer, makeParty, mintTokens } from './tokens.mjs';

/** A chained JWT whose inner was seen before, over a token of the discovery path with the holder's algorithm. */
export const chainAlgorithms = ['RS256', 'ES256', 'EdDSA'];
const atMostOverDiscovery = 1.15;
const tokensPerTurn = 64;
const warmUp = 3000;

export async function measureChains(alg, rounds) {
  const party = makeParty(alg);
  const discovery = createVerifier({
    issuers: [{ issuer, audience, discovery: { jwks: { keys: [party.jwk] } } }],
  });
  const signer = { ...makeParty('ES256'), kid: 'inner-key' };
  const innerJwks = { keys: [{ ...signer.jwk, kid: signer.kid }] };
  const chained = createVerifier({
    trustPaths: [jwc()],
    issuers: [{ issuer, audience, trustPath: 'jwc', jwc: { innerJwks } }],
  });
  const inner = mintInner(signer, party.jwk);
  const subjects = {
    discovery: { verifier: discovery, tokens: mintTokens(party, 512) },
    chained: { verifier: chained, tokens: mintOuters(party, inner, () => ({})) },
    'chained, a nonce in each header': {
      verifier: chained,
      tokens: mintOuters(party, inner, (at) => ({ nonce: `n${at}` })),
    },
  };
  const measurements = {};
  for (const [name, { verifier, tokens }] of Object.entries(subjects)) {
    const subject = { run: (token) => verifier.verify(token), sync: false };
    const pick = (round) => {
      const start = (round * tokensPerTurn) % tokens.length;
      return freshCopies(tokens.slice(start, start + tokensPerTurn));
    };
    for (let done = 0; done < warmUp; done += tokensPerTurn)
      await timeOneAtATime(subject, pick(done / tokensPerTurn));
    measurements[name] = (round) => timeOneAtATime(subject, pick(round));
  }
  return judge(alg, await interleave(measurements, rounds));
}

function judge(alg, samples) {
  const { discovery, chained } = samples;
  return {
    alg,
    microseconds: Object.fromEntries(
      Object.entries(samples).map(([name, numbers]) => [name, median(numbers)]),
    ),
    bars: [
      {
        name: `${alg} chained, inner seen before / discovery`,
        value: medianRatio(chained, discovery),
        atMost: atMostOverDiscovery,
      },
    ],
  };
}

function mintInner(signer, tjwk) {
  const iat = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, aud: audience, sub: 'client-1', iat, exp: iat + 3600, jti: 'inner-1', tjwk };
  return signCompact(signer, { alg: signer.alg, typ: 'jwc-inner+jwt', kid: signer.kid }, claims);
}

function mintOuters(party, inner, headerOf) {
  const iat = Math.floor(Date.now() / 1000);
  return Array.from({ length: 512 }, (_, at) => {
    const claims = {
      aud: audience,
      sub: 'client-1',
      iat,
      exp: iat + 240,
      jti: `request-${at}`,
      htm: 'GET',
      htu: '/a',
    };
    return signCompact(party, { alg: party.alg, kid: party.jwk.kid, jwc: inner, ...headerOf(at) }, claims);
  });
}

function signCompact(party, header, claims) {
  const input = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const key = { key: party.privateKey, ...party.extra };
  return `${input}.${sign(party.digest, Buffer.from(input), key).toString('base64url')}`;
}
