import type { EmitEvent, VerifierEvents } from '../events.js';
import type { VerificationKey } from '../signature/seam.js';
import type { KeyComplaint } from './import-keys.js';
import { identifyKey } from './select-keys.js';

/** Tells what a new set brought and took. Each removed key has an event of its own. */
export function tellChange(
  emit: EmitEvent,
  issuer: string,
  before: readonly VerificationKey[],
  after: readonly VerificationKey[],
  epoch: number | undefined,
): void {
  const added = subtractKeys(after, before);
  const removed = subtractKeys(before, after);
  emit('keys.changed', { issuer, addedKids: kidsOf(added), removedKids: kidsOf(removed), epoch });
  for (const { kid, thumbprint } of removed) emit('key.removed', { issuer, kid, thumbprint });
}

/** What to tell of keys that a person should look at: refused ones, and kids that name more than one key. */
export function complaintNews(
  issuer: string,
  complaints: readonly KeyComplaint[],
  keys: readonly VerificationKey[],
): readonly VerifierEvents['keyset.suspicious'][] {
  const refused = complaints.map(({ reason, kid, code }) => ({
    issuer,
    reason,
    kid,
    detail: `${complaintText[reason]} (${code})`,
  }));
  const repeated = duplicateKids(keys).map((kid) => ({
    issuer,
    reason: 'kid_duplicate' as const,
    kid,
    detail: 'One kid names several keys.',
  }));
  return [...refused, ...repeated];
}

const complaintText: Readonly<Record<KeyComplaint['reason'], string>> = {
  key_private: 'The set publishes the private half of a key; the key is not used and is to be revoked.',
  key_refused: 'A key of the set is unfit and not used.',
};

export const suspicionText = {
  all_keys_new: 'All keys are new at once.',
  set_shrank: 'A key that was in use is gone.',
  epoch_lower: 'The set is older than the one in use.',
} as const satisfies Partial<Record<VerifierEvents['keyset.suspicious']['reason'], string>>;

function subtractKeys(
  from: readonly VerificationKey[],
  taken: readonly VerificationKey[],
): readonly VerificationKey[] {
  const known = new Set(taken.map(identifyKey));
  return from.filter((key) => !known.has(identifyKey(key)));
}

function kidsOf(keys: readonly VerificationKey[]): readonly string[] {
  return [...new Set(keys.flatMap(({ kid }) => (kid === undefined ? [] : [kid])))];
}

function duplicateKids(keys: readonly VerificationKey[]): readonly string[] {
  const thumbprints = new Map<string, string>();
  const repeated = keys.flatMap(({ kid, thumbprint }) => {
    if (kid === undefined) return [];
    const first = thumbprints.get(kid) ?? thumbprint;
    thumbprints.set(kid, first);
    return first === thumbprint ? [] : [kid];
  });
  return [...new Set(repeated)];
}

export function tellSuspicion(emit: EmitEvent, issuer: string, reason: keyof typeof suspicionText): void {
  emit('keyset.suspicious', { issuer, reason, kid: undefined, detail: suspicionText[reason] });
}
