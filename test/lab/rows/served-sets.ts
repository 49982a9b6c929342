import { publicJwk } from '../fixed-keys.js';
import type { LabToken } from '../lab-tokens.js';
import { accepted, notAccepted } from '../observations.js';
import { after, answerJson, redirectTo } from '../origin-scripts.js';
import type { Row } from '../row.js';
import type { Stand } from '../stand.js';

/** A party that starts before a set, and what it is asked then. */
const served = (
  name: string,
  change: (stand: Stand) => void,
  ask: (stand: Stand) => readonly LabToken[],
) => ({
  durationSeconds: 1,
  acts: [
    {
      atSeconds: 0.1,
      name,
      async play(stand: Stand) {
        change(stand);
        stand.restart();
        await stand.ask(ask(stand));
      },
    },
  ],
});

const oneGood = { unit: 'good tokens not accepted of 1', atMost: 0, observe: notAccepted };
const oneBad = { unit: 'bad tokens accepted of 1', atMost: 0, observe: accepted };

export const duplicateKid: Row = {
  ...oneGood,
  id: 'duplicate-kid',
  title: 'two keys of one kid, the old and the new; a token of the new',
  ...served(
    'duplicate kid',
    (stand) => stand.serveKeys([publicJwk('first', 'same'), publicJwk('second', 'same')]),
    (stand) => [stand.mint({ key: 'second', kid: 'same' })],
  ),
};

const offTheCurve = {
  kty: 'EC',
  crv: 'P-256',
  x: 'AA',
  y: 'AA',
  kid: 'off-the-curve',
  use: 'sig',
  alg: 'ES256',
};
const withoutModulus = { kty: 'RSA', kid: 'without-modulus', e: 'AQAB', use: 'sig', alg: 'RS256' };

export const malformedKey: Row = {
  ...oneGood,
  id: 'malformed-key',
  title: 'malformed keys beside a good one: off the curve, without its modulus, empty',
  ...served(
    'malformed key',
    (stand) => stand.serveKeys([offTheCurve, withoutModulus, {}, publicJwk('first')]),
    (stand) => [stand.mint()],
  ),
};

export const foreignIssuer: Row = {
  ...oneBad,
  id: 'foreign-issuer',
  title: 'discovery that answers with another issuer',
  unit: 'tokens accepted of 1',
  private: true,
  concerns: ({ discovers }) => discovers,
  ...served(
    'foreign issuer',
    (stand) => {
      const metadata = stand.metadata('/jwks', 'https://other.example');
      stand.scripts.set('/.well-known/openid-configuration', answerJson(metadata));
    },
    (stand) => [stand.mint()],
  ),
};

export const redirectedKeySet: Row = {
  ...oneBad,
  id: 'redirected-key-set',
  title: 'the key set redirects to somebody else’s; a token of theirs',
  ...served(
    'redirect',
    (stand) => {
      stand.scripts.set('/jwks', redirectTo(`${stand.issuer}/elsewhere`));
      stand.serveKeys([publicJwk('foreign')], '/elsewhere');
    },
    (stand) => [stand.mint({ key: 'foreign' })],
  ),
};

const HERD = 200;

export const coldHerd: Row = {
  id: 'cold-herd',
  title: `a cold start under ${HERD} good tokens at once`,
  unit: 'fetches of the key set',
  atMost: 1,
  ...served(
    'cold herd',
    (stand) =>
      stand.scripts.set('/jwks', after(stand.clock, 0.1, answerJson({ keys: [publicJwk('first')] }))),
    (stand) => Array.from({ length: HERD }, () => stand.mint()),
  ),
  observe: (stand) => ({ figure: stand.countRequests('/jwks') - 1 }),
};
