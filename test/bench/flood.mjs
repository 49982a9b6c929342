import { audience, issuer, makeParty, mintTokens } from './tokens.mjs';
import { createVirtualVerifier } from './virtual-provider.mjs';

const windowSeconds = 60;
/** C of the verifier's own party: seconds for one more read of the keys. */
const cooldownSeconds = 10;
/** The bucket, and one read for each cooldown. */
const mostFetches = 5 + windowSeconds / cooldownSeconds;
const unknownPerSecond = [10, 100, 1000];

/** Strangers' kids for a minute of a virtual clock; counts, not times. */
export async function measureFlood() {
  const results = [];
  for (const perSecond of unknownPerSecond) results.push(await flood(perSecond));
  return {
    title: 'A flood of unknown kids',
    about: `${windowSeconds} seconds of a virtual clock; each second a good token comes among them.`,
    head: ['unknown kids a second', 'reads of the keys', 'good tokens refused', 'good tokens that waited'],
    rows: results.map(({ perSecond, fetches, refused, waited }) => [perSecond, fetches, refused, waited]),
    bars: results.flatMap(({ perSecond, fetches, refused, waited }) => [
      { name: `${perSecond} unknown kids a second, reads in a minute`, value: fetches, atMost: mostFetches },
      {
        name: `${perSecond} unknown kids a second, good tokens that waited or were refused`,
        value: refused + waited,
        atMost: 0,
      },
    ]),
  };
}

async function flood(perSecond) {
  const party = makeParty('ES256');
  const [good] = mintTokens(party, 1);
  const startSeconds = Math.floor(Date.now() / 1000);
  const { verifier, clock, state } = createVirtualVerifier({
    startSeconds,
    jwk: party.jwk,
    issuers: [{ issuer, audience }],
  });
  await verifier.verify(good);
  const before = state.fetches;
  let [refused, waited, accepted] = [0, 0, 0];
  verifier.on('keys.awaited', ({ kid }) => {
    if (kid === party.jwk.kid) waited++;
  });
  const [header, ...rest] = good.split('.');
  const members = JSON.parse(Buffer.from(header, 'base64url'));
  const withKid = (kid) =>
    [Buffer.from(JSON.stringify({ ...members, kid })).toString('base64url'), ...rest].join('.');
  for (let second = 0; second < windowSeconds; second++) {
    const verdicts = [];
    for (let at = 0; at < perSecond; at++)
      verdicts.push(
        verifier.verify(withKid(`stranger-${second}-${at}`)).then(
          () => accepted++,
          () => {},
        ),
      );
    verdicts.push(verifier.verify(good).catch(() => refused++));
    await clock.advanceSeconds(1);
    await Promise.all(verdicts);
  }
  verifier.close();
  if (accepted > 0) throw new Error('a token of an unknown kid was accepted');
  return { perSecond, fetches: state.fetches - before, refused, waited };
}
