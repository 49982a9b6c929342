import { sleep } from '@keyturn/shared/clock';
import { publicJwk } from '../fixed-keys.js';
import { accepted, notAccepted } from '../observations.js';
import { answerJson, notThere } from '../origin-scripts.js';
import type { Act, Observation, Row } from '../row.js';
import type { Stand } from '../stand.js';

const LIFETIME_SECONDS = 30;

export const removedKey: Row = {
  id: 'removed-key',
  title: 'a key is removed under steady traffic; its tokens when each copy must have run out',
  unit: 'tokens of the removed key accepted of 6',
  atMost: 0,
  private: true,
  lifetimeSeconds: LIFETIME_SECONDS,
  durationSeconds: 38,
  traffic: { clients: 1, pauseMilliseconds: 500, presentAtSeconds: [0] },
  acts: [
    {
      atSeconds: 0,
      name: 'both keys',
      async play(stand) {
        stand.publish('first', 'second');
        stand.restart();
        await Promise.all(
          (['first', 'second'] as const).map((key) => stand.target.present(stand.mint({ key }))),
        );
      },
    },
    {
      atSeconds: 2,
      name: 'first removed',
      play(stand) {
        stand.publish('second');
        stand.signer = 'second';
      },
    },
    {
      atSeconds: LIFETIME_SECONDS + 5,
      name: 'tokens of the first',
      play: (stand) =>
        stand.ask(
          Array.from({ length: 6 }, () => stand.mint({ key: 'first' })),
          2,
        ),
    },
  ],
  observe: accepted,
};

const TRIED_SECONDS = 12;
const TOKENS = 120;

/** A key is published and signs at once; how long good tokens of it are refused. */
const publishedAndUsed = (atSeconds: number): Act => ({
  atSeconds,
  name: 'new key',
  async play(stand) {
    stand.publish('first', 'second');
    stand.signer = 'second';
    await stand.ask(
      Array.from({ length: TOKENS }, () => stand.mint()),
      TRIED_SECONDS,
    );
  },
});

function untilAccepted({ answers }: Stand): Observation {
  const refused = answers.filter(({ answer }) => answer !== 'accepted').length;
  // They come evenly, and once a key is there it stays.
  return { figure: (refused * TRIED_SECONDS) / TOKENS, said: `${refused} of ${TOKENS} refused` };
}

const seldom = { unit: 's of good tokens refused, of 12', atMost: 10, observe: untilAccepted };

export const newKeyAtOnce: Row = {
  ...seldom,
  id: 'new-key-at-once',
  title: 'a key is published and used right after a fetch: 120 tokens of it in 12 s',
  durationSeconds: 13,
  acts: [publishedAndUsed(0.3)],
};

export const newKeyUnderFlood: Row = {
  ...seldom,
  id: 'new-key-under-flood',
  title: 'the same in a flood of unknown kids, 5 a second',
  durationSeconds: 16,
  acts: [
    {
      atSeconds: 0.2,
      name: 'flood',
      async play(stand) {
        for (const token of stand.unknown(75)) {
          void stand.target.present(token);
          await sleep(stand.clock, 200);
        }
      },
    },
    publishedAndUsed(3),
  ],
};

/** The longest that any of them pauses between two looks. */
const IDLE_SECONDS = 61;

export const firstAfterRotation: Row = {
  id: 'first-after-rotation',
  title: `the first request after a rotation, ${IDLE_SECONDS} s after the last fetch`,
  unit: 'good tokens not accepted of 1',
  atMost: 0,
  durationSeconds: IDLE_SECONDS + 1,
  acts: [
    {
      atSeconds: IDLE_SECONDS,
      name: 'rotated',
      async play(stand) {
        stand.publish('first', 'second');
        stand.signer = 'second';
        await stand.ask([stand.mint()]);
      },
    },
  ],
  observe: notAccepted,
};

export const movedKeySet: Row = {
  id: 'moved-key-set',
  title: `the key set moves: discovery names another jwks_uri, the old one is 404; a new key, ${IDLE_SECONDS} s after the last fetch`,
  unit: 'good tokens not accepted of 5',
  atMost: 0,
  durationSeconds: IDLE_SECONDS + 3,
  acts: [
    {
      atSeconds: IDLE_SECONDS,
      name: 'moved',
      async play(stand) {
        stand.scripts.set('/jwks', notThere);
        stand.scripts.set('/.well-known/openid-configuration', answerJson(stand.metadata('/keys')));
        stand.serveKeys([publicJwk('first'), publicJwk('second')], '/keys');
        stand.signer = 'second';
        await stand.ask(
          Array.from({ length: 5 }, () => stand.mint()),
          2,
        );
      },
    },
  ],
  observe: notAccepted,
};
