import type { RunOptions } from '../../support/random-deeds.js';
import type { FleetOptions } from '../fleets/random-fleets.js';
import type { HistoryPropertyName } from '../histories/history-properties.js';
import type { ScopeName, Shortage, SmallDurations } from '../scopes.js';
import type { PartyKind } from '../world/world.js';

/** Where a mutant must be found. */
export type Search =
  /** Breadth first, so that the run that is found is the shortest. */
  | {
      readonly by: 'small scope';
      readonly scope: ScopeName;
      readonly party: PartyKind;
      readonly parties?: 'refetching';
      readonly durations?: Partial<SmallDurations>;
      readonly short?: Shortage;
    }
  | ({ readonly by: 'histories'; readonly property: HistoryPropertyName } & RunOptions)
  | ({ readonly by: 'fleets' } & FleetOptions);

const schedule = { by: 'small scope', scope: 'schedule', party: 'constant' } as const;
const operators = { by: 'small scope', scope: 'operators', party: 'constant' } as const;
const emergency = { by: 'small scope', scope: 'emergency', party: 'constant' } as const;
const changing = { by: 'histories', property: 'validImpliesAccepted', kind: 'changing policy' } as const;

const fixed = { by: 'histories', property: 'validImpliesAccepted', kind: 'fixed policy' } as const;

/** One for each mutant, by its name: without one it is an error to try it. */
export const searches: Readonly<Record<string, Search>> = {
  'I1 less a second': { ...schedule, short: 'lead' },
  'no lead before a scheduled activation': operators,
  'I2 less a second': {
    by: 'histories',
    property: 'validImpliesAccepted',
    kind: 'fixed policy',
    parties: 'refetching',
    short: 'lead',
  },
  'I3 less a second': { ...schedule, short: 'retention' },
  'a retiring key may be retired early': operators,
  'removal waits for a commit': { by: 'histories', property: 'removalNotLate', kind: 'fixed policy' },
  'removal a second late': { ...schedule, party: 'shipped' },
  'max-age is constant under I2': {
    by: 'histories',
    property: 'headersEndBeforeUnknownSigner',
    kind: 'fixed policy',
    parties: 'refetching',
  },
  'the lease a second longer': schedule,
  'no lease': schedule,
  'the first key is left out of the set': schedule,
  'a commit a second after its deadline': schedule,
  'windows move to the last second': { ...changing, property: 'noKidReuse' },
  'rotate whenever asked': operators,
  'rollback to the last second': operators,
  'rollback always waits': operators,
  'an abandoned key leaves at once': operators,
  'the lead is counted from the schedule': operators,
  'removals count for nothing': schedule,
  'a party believes a lower epoch at once': { ...operators, party: 'shipped', durations: { M: 2 } },
  'an empty store is taken for a new one': { by: 'small scope', scope: 'emptyStore', party: 'headers' },
  'every member is served': schedule,
  "windows by today's terms": changing,
  'former terms forgotten': changing,
  'a replica of another policy ticks': changing,
  'a set is served a second too long': schedule,
  'a replica that is cut off serves for ever': schedule,
  'a copy is used a second longer': schedule,
  'a revocation leaves the replacement to the next tick': emergency,
  'a revoked key only retires': emergency,
  'no self-check before activation': {
    by: 'histories',
    property: 'brokenKeyNeverSigns',
    kind: 'fixed policy',
  },
  'no look at the public address': { ...fixed, property: 'unseenKeyNeverSigns', troubled: true },
  'O1 less a second': { ...fixed, property: 'unseenKeyNeverSigns', troubled: true },
  'a step of the clock stops nothing': { ...fixed, property: 'steppedClockTurnsNothing', troubled: true },
  'a signer that fails takes over': { ...fixed, property: 'failingSignerNeverTakesOver', troubled: true },
  'refetches without a budget': { by: 'fleets', parties: 'refetching', policies: 1 },
  'I1 less a second, for a cold standby': { ...fixed, parties: 'expiry-only', short: 'lead', cold: true },
  'no lead for a cold standby': { ...fixed, parties: 'expiry-only', cold: true },
  'a party that never fetches is not waited for': {
    ...fixed,
    property: 'pinnedPartiesHaveSigner',
    pinned: true,
  },
};
