import { OptionRefusal } from './options/option-refusal.js';
import { readBag } from './options/read-option.js';
import { KeySetKeeper, type KeyValueStore } from './persisted/key-set-keeper.js';
import { persistedLimits } from './persisted/persisted-limits.js';
import { createSeal, noSeal } from './persisted/seal.js';
import type { KeySetStore } from './trust/key-set-store.js';

export type { KeyValueStore } from './persisted/key-set-keeper.js';
export type { RecordRefusalCode } from './persisted/record-refusal.js';
export type { KeySetStore } from './trust/key-set-store.js';

export interface PersistedKeySetsOptions {
  /**
   * Seals what is kept (HMAC-SHA-256), at least 32 characters, the same in all processes that share the store: whoever can
   * write keys there could make tokens be accepted. `null`, typed out, trusts the store instead.
   */
  readonly secret: string | null;
}

/**
 * Key sets that outlive the process, for `createVerifier({ keySetStore: persistedKeySets(keyv, { secret }), … })`: a restart in
 * an outage serves on, within the bound that the keys had when they were fetched. Nothing of it is used in place of a fetch.
 * @throws OptionRefusal
 */
export function persistedKeySets(store: KeyValueStore, options: PersistedKeySetsOptions): KeySetStore {
  const { secret } = readBag(options, 'persistedKeySets', ['secret']);
  if (typeof store?.get !== 'function' || typeof store.set !== 'function')
    throw new OptionRefusal(
      'option_invalid',
      'persistedKeySets',
      'needs a store with get and set, such as a Keyv.',
    );
  const seal = secret === null ? noSeal : createSeal(readSecret(secret));
  return { open: (site) => new KeySetKeeper(store, seal, site) };
}

function readSecret(secret: unknown): string {
  const at = 'persistedKeySets.secret';
  const { minSecretCharacters } = persistedLimits;
  if (secret === undefined)
    throw new OptionRefusal(
      'option_missing',
      at,
      'must be given; null, typed out, trusts whoever writes the store.',
    );
  if (typeof secret !== 'string' || secret.length < minSecretCharacters)
    throw new OptionRefusal('option_invalid', at, `must have ${minSecretCharacters} characters at least.`);
  return secret;
}
