import { verify, X509Certificate } from 'node:crypto';
import { createVerifier } from '@keyturn/relying-party';
import { x5c } from '@keyturn/relying-party/x5c';
import { interleave, median, medianRatio, timeOneAtATime } from './measure.mjs';
import { createCertifiedWorld } from './mint-certificates.mjs';
import { audience, freshCopies, issuer, makeParty, mintTokens } from './tokens.mjs';

/** A token with a certificate chain, seen before or new, over the discovery path and over the least one could do by hand. */
export const certificateAlgorithms = ['RS256', 'ES256', 'EdDSA'];
const atMostOverDiscovery = 1.15;
const atMostOverByHand = 1.5;
/** Certificates from the leaf to the root, which is not in the token; the bars are of the one in the middle. */
const sizes = [2, 3, 4];
const [, sizeOfBars] = sizes;
/** Few, since a turn that was interrupted is taken again, and the longer it is the more often it is. */
const tokensPerTurn = 32;
const mostRounds = 51;
const mostWarmUpTurns = 50;

export async function measureCertificates(alg, rounds) {
  const party = makeParty(alg);
  const discovery = createVerifier({
    issuers: [{ issuer, audience, discovery: { jwks: { keys: [party.jwk] } } }],
  });
  const subjects = {
    discovery: { run: (token) => discovery.verify(token), tokens: mintTokens(party, 512) },
  };
  for (const size of sizes) Object.assign(subjects, await makeSubjects(alg, size, party));
  const measurements = {};
  for (const [name, { tokens, ...subject }] of Object.entries(subjects)) {
    const measure = (round) => {
      const start = (round * tokensPerTurn) % tokens.length;
      return timeOneAtATime(subject, freshCopies(tokens.slice(start, start + tokensPerTurn)));
    };
    for (let turn = 0; turn < Math.min(mostWarmUpTurns, rounds); turn++) await measure(turn);
    measurements[name] = measure;
  }
  return judge(alg, await interleave(measurements, Math.min(rounds, mostRounds)));
}

async function makeSubjects(alg, size, { digest, extra }) {
  const world = await createCertifiedWorld(alg, size - 2);
  const open = () =>
    createVerifier({
      trustPaths: [x5c()],
      issuers: [{ issuer, audience, trustPath: 'x5c', x5c: { anchorsPem: world.rootPem } }],
    });
  const seenBefore = open();
  let unaware = open();
  const fresh = await world.mintEachOfItsOwn(tokensPerTurn * 2);
  const rootKey = new X509Certificate(world.rootPem).publicKey;
  return {
    [`${size}, seen before`]: {
      run: (token) => seenBefore.verify(token),
      tokens: await world.mintOfOne(512),
    },
    [`${size}, new`]: {
      run: (token) => unaware.verify(token),
      // Whatever is taken again is taken by a verifier that has seen no chain.
      prepare: () => {
        unaware = open();
      },
      tokens: fresh,
    },
    [`${size}, by hand`]: {
      run: (token) => verifyByHand(token, rootKey, { digest, extra }),
      sync: true,
      tokens: fresh,
    },
  };
}

/** Parses each certificate and checks each signature; no rule of RFC 5280 is looked at, no name, no time, no claim. */
function verifyByHand(token, rootKey, { digest, extra }) {
  const cut = token.lastIndexOf('.');
  const { x5c: chain } = JSON.parse(Buffer.from(token.split('.', 1)[0], 'base64url').toString());
  const certificates = chain.map((text) => new X509Certificate(Buffer.from(text, 'base64')));
  const keys = certificates.map(({ publicKey }) => publicKey);
  const good =
    certificates.every((certificate, at) => certificate.verify(keys[at + 1] ?? rootKey)) &&
    verify(
      digest,
      Buffer.from(token.slice(0, cut)),
      { key: keys[0], ...extra },
      Buffer.from(token.slice(cut + 1), 'base64url'),
    );
  if (!good) throw new Error('a good token was refused by hand');
}

function judge(alg, samples) {
  const over = (name, peer) => medianRatio(samples[`${sizeOfBars}, ${name}`], samples[peer]);
  return {
    alg,
    microseconds: Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, median(all)])),
    bars: [
      {
        name: `${alg} certified, chain of ${sizeOfBars} seen before / discovery`,
        value: over('seen before', 'discovery'),
        atMost: atMostOverDiscovery,
      },
      {
        name: `${alg} certified, new chain of ${sizeOfBars} / by hand`,
        value: over('new', `${sizeOfBars}, by hand`),
        atMost: atMostOverByHand,
      },
    ],
  };
}
