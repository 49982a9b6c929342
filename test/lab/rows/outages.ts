import { publicJwk } from '../fixed-keys.js';
import { notAccepted, secondsToAnswer } from '../observations.js';
import { after, answerJson, dripping, endless, padded } from '../origin-scripts.js';
import type { Act, Row } from '../row.js';
import { PATIENCE_SECONDS, type Stand } from '../stand.js';
import { goDown } from './unknown-kids.js';

const LIFETIME_SECONDS = 30;

export const keySetDown: Row = {
  id: 'key-set-down',
  title: 'the key set is away for longer than its copy lives; tokens of a key of the copy',
  unit: 'good tokens not accepted of 10',
  atMost: 0,
  private: true,
  lifetimeSeconds: LIFETIME_SECONDS,
  durationSeconds: 38,
  acts: [
    { atSeconds: 1, name: 'down', play: goDown },
    {
      atSeconds: LIFETIME_SECONDS + 3,
      name: 'known kid',
      play: (stand) =>
        stand.ask(
          Array.from({ length: 10 }, () => stand.mint()),
          4,
        ),
    },
  ],
  observe: notAccepted,
};

/** A party that starts, and one good token. */
const startCold: readonly Act[] = [
  { atSeconds: 0.3, name: 'cold start', play: (stand) => stand.restart() },
  { atSeconds: 0.4, name: 'good token', play: (stand) => stand.ask([stand.mint()]) },
];

const givenUp = `Nobody is waited for for more than ${PATIENCE_SECONDS} s.`;

export const drippingKeySet: Row = {
  id: 'dripping-key-set',
  title: 'the key set comes a byte a second',
  unit: 's until the answer',
  timed: true,
  atMost: 6,
  note: `The deadline is 5 s; the rest is the machine’s. ${givenUp}`,
  durationSeconds: PATIENCE_SECONDS,
  acts: [
    { atSeconds: 0, name: 'drip', play: (stand) => void stand.scripts.set('/jwks', dripping(stand.clock)) },
    ...startCold,
  ],
  observe: secondsToAnswer,
};

export const endlessKeySet: Row = {
  id: 'endless-key-set',
  title: 'the key set never ends, a mebibyte a second',
  unit: 's until the answer',
  timed: true,
  atMost: 6,
  note: givenUp,
  durationSeconds: PATIENCE_SECONDS,
  acts: [
    {
      atSeconds: 0,
      name: 'endless',
      play: (stand) => void stand.scripts.set('/jwks', endless(stand.clock, countBytes(stand))),
    },
    ...startCold,
  ],
  observe: secondsToAnswer,
};

const HUGE_MEBIBYTES = 96;

export const hugeKeySet: Row = {
  id: 'huge-key-set',
  title: `a key set of ${HUGE_MEBIBYTES} MiB`,
  unit: 'MiB sent',
  atMost: 4,
  note: 'What left the provider, with what the sockets hold of it. Ours reads 256 KiB.',
  quiet: 3,
  durationSeconds: 1,
  acts: [
    {
      atSeconds: 0,
      name: 'huge',
      play: (stand) => void stand.scripts.set('/jwks', padded(HUGE_MEBIBYTES, countBytes(stand))),
    },
    ...startCold,
  ],
  observe: ({ bytesLeft }) => ({ figure: bytesLeft / 1024 / 1024 }),
};

const countBytes = (stand: Stand) => (bytes: number) => {
  stand.bytesLeft += bytes;
};

const SLOW_SECONDS = 0.8;

export const slowRefresh: Row = {
  id: 'slow-refresh',
  title: 'a refresh while the key set takes 800 ms: 50 good tokens meanwhile',
  unit: 'ms, p99 of the 50',
  timed: true,
  atMost: 5,
  note: 'Copies live 5 s where an option says so; ours lives 30 s at least.',
  quiet: 12,
  lifetimeSeconds: 5,
  durationSeconds: 29,
  traffic: { clients: 1, pauseMilliseconds: 250, presentAtSeconds: [0] },
  acts: [
    {
      atSeconds: 0,
      name: 'slow',
      play(stand) {
        const keys = answerJson({ keys: [publicJwk('first')] }, stand.maxAgeSeconds);
        stand.scripts.set('/jwks', after(stand.clock, SLOW_SECONDS, keys));
        stand.onKeySetRequest = () => {
          stand.onKeySetRequest = () => {};
          void stand.ask(
            Array.from({ length: 50 }, () => stand.mint()),
            SLOW_SECONDS / 2,
          );
        };
      },
    },
  ],
  observe({ answers }) {
    const sorted = answers.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
    const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1];
    return p99 === undefined ? null : { figure: p99 };
  },
};
