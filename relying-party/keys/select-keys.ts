import { canonicalAlgorithm, type SignatureAlgorithm } from '../signature/algorithms.js';
import type { VerificationKey } from '../signature/seam.js';

/** What a set has for a token: candidates, nothing, or too many to pick from without a kid. */
export type Selection = readonly VerificationKey[] | 'none' | 'ambiguous';

/** The keys of one issuer, looked up by kid and algorithm; the answers are made once and shared. */
export interface KeyIndex {
  readonly keys: readonly VerificationKey[];
  select(kid: string | undefined, alg: SignatureAlgorithm): Selection;
}

/** A kid should name one key. Where a provider repeats one, so many are tried and no more. */
const MAX_CANDIDATES = 4;

/**
 * @param keys in the order of the set.
 * @param withoutKid what a token without kid gets where several keys fit: nothing, or as many as are tried at all.
 */
export function indexKeys(
  keys: readonly VerificationKey[],
  withoutKid: 'one-key' | 'every-key' = 'one-key',
): KeyIndex {
  const byAlgorithm = new Map<SignatureAlgorithm, VerificationKey[]>();
  const byKid = new Map<string, Map<SignatureAlgorithm, VerificationKey[]>>();
  for (const key of withoutTwins(keys)) {
    add(byAlgorithm, key, Number.POSITIVE_INFINITY);
    if (key.kid === undefined) continue;
    const ofKid = byKid.get(key.kid) ?? new Map<SignatureAlgorithm, VerificationKey[]>();
    byKid.set(key.kid, ofKid);
    add(ofKid, key, MAX_CANDIDATES);
  }
  // Mostly the same key is asked for again, and of many issuers each look into a map is some more memory to wait for.
  let last: Found | undefined;
  return {
    keys,
    select(kid, alg) {
      if (kid !== undefined) {
        const canonical = canonicalAlgorithm(alg);
        if (last !== undefined && last.kid === kid && last.alg === canonical) return last.candidates;
        const candidates = byKid.get(kid)?.get(canonical);
        if (candidates === undefined) return 'none';
        // The kid of the set, not of the token: a piece of a token would keep all of it alive.
        last = { kid: candidates[0]?.kid, alg: canonical, candidates };
        return candidates;
      }
      const fitting = byAlgorithm.get(canonicalAlgorithm(alg)) ?? [];
      if (fitting.length > (withoutKid === 'one-key' ? 1 : MAX_CANDIDATES)) return 'ambiguous';
      return fitting.length === 0 ? 'none' : fitting;
    },
  };
}

interface Found {
  readonly kid: string | undefined;
  readonly alg: SignatureAlgorithm;
  readonly candidates: readonly VerificationKey[];
}

function add(
  to: Map<SignatureAlgorithm, VerificationKey[]>,
  key: VerificationKey,
  maxCandidates: number,
): void {
  const alg = canonicalAlgorithm(key.alg);
  const list = to.get(alg) ?? [];
  to.set(alg, list);
  if (list.length < maxCandidates) list.push(key);
}

/** The same key listed twice under one kid is one candidate. */
function withoutTwins(keys: readonly VerificationKey[]): Iterable<VerificationKey> {
  return new Map(keys.map((key) => [identifyKey(key), key])).values();
}

/** What a key is, to tell one set from another: a kid that names other key material is another key. */
export function identifyKey(key: VerificationKey): string {
  // The thumbprint has a fixed length, so that no kid can imitate another pair.
  return `${key.thumbprint} ${canonicalAlgorithm(key.alg)} ${key.kid === undefined ? '' : `=${key.kid}`}`;
}
