import { type Finding, find } from './finding.js';
import { BROKEN_BY_DUPLICATE_KIDS } from './known-breakers.js';
import type { PublishedKey } from './published-key.js';
import type { WatchState } from './watch-state.js';

/** The keys of the set as it is now. */
export function judgeKeys({ keySet }: WatchState): Finding[] {
  if (keySet === undefined) return [];
  if (keySet.keys.length === 0) return [find('jwks_empty', 'The key set holds no key.')];
  return [...duplicates(keySet.keys), ...keySet.keys.flatMap(judgeKey)];
}

function duplicates(keys: readonly PublishedKey[]): Finding[] {
  const kids = keys.map(({ kid }) => kid);
  const repeated = new Set(kids.filter((kid, at) => kid !== undefined && kids.indexOf(kid) !== at));
  return [...repeated].map((kid) =>
    find(
      'kid_duplicate',
      `${kids.filter((each) => each === kid).length} keys share the kid ${kid}: it breaks ${BROKEN_BY_DUPLICATE_KIDS}.`,
      { kid },
    ),
  );
}

function judgeKey(key: PublishedKey): Finding[] {
  const kid = key.kid;
  const name = kid === undefined ? `The key of thumbprint ${key.thumbprint}` : `The key ${kid}`;
  const found: Finding[] = [];
  if (key.privateMembers.length > 0)
    found.push(
      find('private_members', `${name} is published with ${key.privateMembers.join(', ')}.`, { kid }),
    );
  for (const { what, breaks } of key.breakers)
    found.push(
      find('breaks_verifiers', `${name} is ${what}: ${breaks.join(', ')} then read no key at all.`, { kid }),
    );
  if (kid === undefined) found.push(find('kid_missing', `${name} has no kid.`));
  const missing = [...(key.alg === undefined ? ['alg'] : []), ...(key.hasUse ? [] : ['use'])];
  if (missing.length > 0)
    found.push(find('key_members_missing', `${name} names no ${missing.join(' and no ')}.`, { kid }));
  return found;
}
