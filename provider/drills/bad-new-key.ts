import { profiles } from '@keyturn/shared/profiles';
import type { SignerFault } from '../scenario/signer-fault.js';
import { type OriginDrill, originDrill } from './origin-drill.js';
import { harmlessToTokens, readyAtSeconds, TOKEN_SERIES } from './token-bars.js';

const { publishLeadSeconds } = profiles.drill.rotation;
const series = TOKEN_SERIES;
const rotateAtSeconds = readyAtSeconds;
const brokenAtSeconds = rotateAtSeconds + 2;
const brokenForSeconds = 1;
const againAtSeconds = rotateAtSeconds + publishLeadSeconds + 1;
const titles: Readonly<Record<SignerFault, string>> = {
  garbage: 'gives signatures that are none',
  refuse: 'gives no signatures',
};

/**
 * D20: the key after next is bad from its first day, and is not let sign (O2); the new key goes bad when it signs already,
 * and the one before it signs again at once (I9), which nobody waits for.
 */
export const badNewKeys: readonly OriginDrill[] = (Object.keys(titles) as SignerFault[]).map((how) =>
  originDrill({
    name: `bad-new-key-${how}`,
    drill: 'D20',
    title: `the signer of a new key ${titles[how]}: refused before it signs, rolled back from where it does`,
    durationSeconds: againAtSeconds + 2,
    events: [
      { atSeconds: 1, do: 'spoil-signer', series, key: 'next', how },
      { atSeconds: rotateAtSeconds, do: 'rotate', series },
      { atSeconds: brokenAtSeconds, do: 'spoil-signer', series, key: 'active', how },
      { atSeconds: brokenAtSeconds + brokenForSeconds, do: 'roll-back', series },
      { atSeconds: againAtSeconds, do: 'rotate', series, refusedBy: 'O2' },
    ],
    bars: {
      ...harmlessToTokens,
      // What was asked for just before the rollback comes just after it.
      signerDownSeconds: brokenForSeconds + 0.5,
      falseAccepts: 0,
      ...(how === 'garbage' ? { badTokensTried: 4 } : { refusedToSign: 4 }),
    },
  }),
);
