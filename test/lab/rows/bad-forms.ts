import { systemClock } from '@keyturn/shared/clock';
import { exponentOneJwk, publicJwk } from '../fixed-keys.js';
import { forgeWithExponentOne, type LabToken, respell } from '../lab-tokens.js';
import { accepted } from '../observations.js';
import type { Row } from '../row.js';
import type { Stand } from '../stand.js';

/** One token that is refused for its form or its key, whoever signed it. */
const badForm = (id: string, title: string, make: (stand: Stand) => LabToken): Row => ({
  id,
  title,
  unit: 'bad tokens accepted of 1',
  atMost: 0,
  durationSeconds: 1,
  acts: [
    {
      atSeconds: 0.1,
      name: title,
      async play(stand) {
        stand.serveKeys([publicJwk('first'), exponentOneJwk]);
        stand.restart();
        await stand.ask([make(stand)]);
      },
    },
  ],
  observe: accepted,
});

export const badForms: readonly Row[] = [
  badForm('exp-in-milliseconds', '`exp` in milliseconds', (stand) =>
    stand.mint({ claims: { exp: Math.floor(systemClock.nowSeconds() + 900) * 1000 } }),
  ),
  badForm('token-of-8-mebibytes', 'a token of 8 MiB', (stand) =>
    stand.mint({ claims: { padding: 'a'.repeat(6 * 1024 * 1024) } }),
  ),
  badForm('respelled-signature', 'base64url that is not canonical', (stand) => respell(stand.mint())),
  badForm('exponent-one', 'an RSA key of exponent 1, with which anybody can sign', (stand) =>
    forgeWithExponentOne(stand.issuer),
  ),
];
