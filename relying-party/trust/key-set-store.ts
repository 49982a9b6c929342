import type { FreshnessLimits } from '@keyturn/shared/cache-headers';
import type { Clock } from '@keyturn/shared/clock';
import type { EmitEvent } from '../events.js';
import type { FetchRules } from '../fetch/door.js';
import type { KeySetMemory } from '../keys/key-set-memory.js';
import { OptionRefusal } from '../options/option-refusal.js';
import type { SignatureAlgorithm } from '../signature/algorithms.js';
import type { SignatureSeam } from '../signature/seam.js';

/** Where key sets outlive the process, as `createVerifier` takes it in `keySetStore`: `persistedKeySets` makes one. */
export interface KeySetStore {
  /** Once for each issuer whose keys are fetched. */
  open(site: KeySetSite): KeySetMemory;
}

/** Whose keys they are, and by what they are judged when they are recalled: as those that are fetched. */
export interface KeySetSite {
  readonly issuer: string;
  /** Where the configuration says to begin. */
  readonly from: { readonly metadataUrl: string } | { readonly jwksUri: string };
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly limits: FreshnessLimits;
  readonly fetchRules: FetchRules;
  readonly signature: SignatureSeam;
  readonly clock: Clock;
  readonly emit: EmitEvent;
}

/** The option `keySetStore`. @throws OptionRefusal */
export function readKeySetStore(value: unknown): KeySetStore | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'object' && value !== null && 'open' in value) return value as KeySetStore;
  throw new OptionRefusal('option_invalid', 'keySetStore', 'must be what persistedKeySets answers.');
}
