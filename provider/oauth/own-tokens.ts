import type { JsonObject, Verifier } from '@keyturn/relying-party';
import { createVerifier, isRejection } from '@keyturn/relying-party';
import type { Clock } from '@keyturn/shared/clock';
import type { PublishedKeySet } from '../ring/published-keys.js';
import type { IssuerRing } from '../rotator/issuer-ring.js';

/** Why a token is not one of ours that counts: `other_kind` is one that may be ours, and that is not known here. */
export type OwnToken =
  | { readonly outcome: 'active'; readonly claims: JsonObject }
  | { readonly outcome: 'inactive' | 'other_kind' };

/** What the issuer itself says of a token now. */
export type InspectToken = (token: string) => Promise<OwnToken>;

/** Remembers until when a token is revoked. */
export interface RevocationMemory {
  addIfAbsent(namespace: string, key: string, ttlSeconds: number): Promise<boolean>;
  get(namespace: string, key: string): Promise<unknown>;
}

const NAMESPACE = 'revoked-token';
/** A token of another type, for example an inner JWT. */
const otherKinds: ReadonlySet<string> = new Set(['typ_not_allowed']);

/**
 * Access tokens of this issuer, judged by the very engine that relying parties run, over the keys that are published now:
 * a key that was revoked takes its tokens with it. A revoked `jti` is remembered until every clock has passed its `exp`.
 */
export function createOwnTokens(
  ring: Pick<IssuerRing, 'issuer' | 'servable' | 'policy'>,
  memory: RevocationMemory,
  clock: Clock,
) {
  const verifiers = new WeakMap<PublishedKeySet, Verifier>();
  const maxClockOffsetSeconds = Math.max(...ring.policy.series.map((each) => each.maxClockOffsetSeconds));
  const keyOf = ({ jti }: JsonObject) => JSON.stringify([ring.issuer, jti]);

  async function currentVerifier(): Promise<Verifier> {
    const { keySet } = await ring.servable();
    const verifier = verifiers.get(keySet) ?? createOwnVerifier(ring.issuer, keySet, clock);
    verifiers.set(keySet, verifier);
    return verifier;
  }

  const inspect: InspectToken = async (token) => {
    const verifier = await currentVerifier();
    try {
      const { claims } = await verifier.verify(token);
      const revoked = (await memory.get(NAMESPACE, keyOf(claims))) !== undefined;
      return revoked ? { outcome: 'inactive' } : { outcome: 'active', claims };
    } catch (error) {
      if (!isRejection(error)) throw error;
      return { outcome: otherKinds.has(error.code) || isOfReplicaKey(token) ? 'other_kind' : 'inactive' };
    }
  };

  return {
    inspect,
    /** Rejects with StoreError where it cannot be remembered: then it is not revoked. */
    async revoke(claims: JsonObject): Promise<void> {
      const leftSeconds = Number(claims.exp) - clock.nowSeconds();
      await memory.addIfAbsent(NAMESPACE, keyOf(claims), Math.max(1, leftSeconds) + maxClockOffsetSeconds);
    },
  };
}

export type OwnTokens = ReturnType<typeof createOwnTokens>;

function createOwnVerifier(issuer: string, { keys }: PublishedKeySet, clock: Clock): Verifier {
  // The issuer has no leeway with itself, and whom a token is for is judged by who asks.
  const own = { issuer, audience: null, leewaySeconds: 0, discovery: { jwks: { keys } } };
  return createVerifier({ issuers: [own], clock });
}

/** Signed with a replica's own key, which is in no key set. Only for telling a refusal from an ending; nothing is trusted. */
function isOfReplicaKey(token: string): boolean {
  try {
    const unverifiedHeader: unknown = JSON.parse(
      Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8'),
    );
    return (
      typeof unverifiedHeader === 'object' &&
      unverifiedHeader !== null &&
      'x5c' in unverifiedHeader &&
      !('kid' in unverifiedHeader)
    );
  } catch {
    return false;
  }
}
