import { profiles } from '@keyturn/shared/profiles';
import type { KeySetFault } from '../scenario/key-set-fault.js';
import { type OriginDrill, originDrill, patientParts } from './origin-drill.js';
import { patientRotation } from './patient-rotation.js';
import { harmlessToTokens, TOKEN_SERIES, tokenTraffic } from './token-bars.js';

const { maxBackoffSeconds } = profiles.drill.verifier;
const { jwksMaxAgeSeconds } = profiles.drill.rotation;
const { staleSeconds } = patientRotation;
export const poisonKinds: readonly KeySetFault[] = [
  'no-keys',
  'html',
  'truncated',
  'huge',
  'other-keys',
  'private-members',
  'unknown-kinds',
  'duplicate-kids',
];
const clients = 4;
/** Of those that are unfit as a whole; what is wrong with single keys is complained of when it is news. */
const complainedOf = 6;

/** Far above what a party reads of any set, far below what is offered. */
const mostBytes = 2_000_000;

/** How long each poison is served, how long a good set is between two, and what of it each copy has to complain of. */
export interface PoisonTerms {
  readonly forSeconds: number;
  readonly pauseSeconds: number;
  readonly complaints: number;
}

/** D09: the key set comes, with the status 200, and is poison. Parties go on with what they have, and complain. */
export function poisonedSetsFor({ forSeconds, pauseSeconds, complaints }: PoisonTerms): OriginDrill {
  const overAtSeconds = 2 + poisonKinds.length * (forSeconds + pauseSeconds) - pauseSeconds + 0.5;
  return originDrill(
    {
      name: 'poisoned-jwks',
      drill: 'D09',
      title: 'the key set is empty, no JSON, torn, 50 MB, other keys, private: parties keep what they have',
      durationSeconds: overAtSeconds + staleSeconds,
      traffic: { ...tokenTraffic, clients, pauseMilliseconds: 500 },
      events: [
        ...poisonKinds.map((how, at) => ({
          ...{
            atSeconds: 2 + at * (forSeconds + pauseSeconds),
            do: 'poison-key-set' as const,
            how,
            forSeconds,
          },
        })),
        // The last poison added keys; a set without them is believed by its higher epoch.
        { atSeconds: overAtSeconds, do: 'rotate', series: TOKEN_SERIES },
      ],
      bars: {
        ...harmlessToTokens,
        knownKidWaits: 0,
        keySetBytesAtMost: mostBytes,
        partyAlarms: clients * complaints,
      },
      copiesOutlastSeconds: staleSeconds,
    },
    patientParts,
  );
}

export const poisonedSets = poisonedSetsFor({
  /** A party looks again before its copy is M old, so that each of them meets each poison. */
  forSeconds: jwksMaxAgeSeconds + 0.5,
  /** Between two of them all have looked at a good set again. */
  pauseSeconds: maxBackoffSeconds + 0.5,
  complaints: complainedOf,
});
