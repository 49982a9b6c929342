/** Good tokens are refused or bad ones accepted now; will be when the keys turn; could be better. */
export type Severity = 'breaks-now' | 'breaks-at-rotation' | 'advice';

export interface FindingKind {
  readonly severity: Severity;
  readonly meaning: string;
  readonly cure: string;
}

const kinds = {
  discovery_unreachable: {
    severity: 'breaks-now',
    meaning: 'the discovery document cannot be read',
    cure: 'serve /.well-known/openid-configuration at the issuer itself, as JSON, without a redirect',
  },
  discovery_invalid: {
    severity: 'breaks-now',
    meaning: 'the discovery document names no jwks_uri',
    cure: 'name the key set in jwks_uri',
  },
  discovery_issuer_mismatch: {
    severity: 'breaks-now',
    meaning: 'the discovery document carries another issuer',
    cure: 'make issuer the exact string that tokens carry as iss, the slash at the end included',
  },
  jwks_unreachable: {
    severity: 'breaks-now',
    meaning: 'the key set cannot be read',
    cure: 'let jwks_uri answer 200 by itself, without a redirect, within a second',
  },
  jwks_too_large: {
    severity: 'breaks-now',
    meaning: 'the key set is over 256 KiB',
    cure: 'publish only the keys that sign, will sign or have signed what still lives',
  },
  jwks_type_wrong: {
    severity: 'breaks-now',
    meaning: 'the content type of the key set is not one of JSON',
    cure: 'send application/jwk-set+json or application/json',
  },
  jwks_invalid: {
    severity: 'breaks-now',
    meaning: 'the key set is no JSON object with an array of keys',
    cure: 'publish {"keys": […]} (RFC 7517 section 5)',
  },
  jwks_empty: {
    severity: 'breaks-now',
    meaning: 'the key set holds no key',
    cure: 'publish the key that signs, and the one that will',
  },
  private_members: {
    severity: 'breaks-now',
    meaning: 'the key set shows private or symmetric halves: whoever reads it can sign',
    cure: 'revoke the key now, publish public members by an allow-list, and see who read the set',
  },
  kid_duplicate: {
    severity: 'breaks-now',
    meaning: 'two keys of one set share a kid',
    cure: 'give each key a kid of its own: its RFC 7638 thumbprint',
  },
  kid_reused: {
    severity: 'breaks-now',
    meaning: 'a kid was given to another key (I7)',
    cure: 'never name two keys alike: use the RFC 7638 thumbprint as kid',
  },
  kid_returned: {
    severity: 'breaks-now',
    meaning: 'a key was withdrawn and came back (I7)',
    cure: 'make a new key instead; after a restore, merge what has ended since',
  },
  kid_missing: {
    severity: 'breaks-at-rotation',
    meaning: 'a published key has no kid: with two keys, verifiers must guess',
    cure: 'give each key a kid: its RFC 7638 thumbprint',
  },
  key_members_missing: {
    severity: 'advice',
    meaning: 'a published key names no alg or no use',
    cure: 'say alg and "use": "sig", so that a key serves for one thing only',
  },
  breaks_verifiers: {
    severity: 'breaks-now',
    meaning: 'known verifiers drop the whole set because of one of its keys',
    cure: 'publish that key on an issuer of its own, or leave it out',
  },
  sets_differ: {
    severity: 'breaks-now',
    meaning: 'an older set comes again after a newer one: replicas or caches disagree for too long',
    cure: 'let every replica and edge read the same store within the publication delay; add that delay to the lead',
  },
  epoch_lowered: {
    severity: 'breaks-now',
    meaning: 'keyturn_epoch went down for longer than a replica may lag (I11)',
    cure: 'after a restore run keyturn restore, which makes the epoch jump; else see which replica lags',
  },
  cache_control_missing: {
    severity: 'advice',
    meaning: 'the key set says not how long it may be kept: each verifier takes a time of its own',
    cure: 'send Cache-Control: public, max-age=300',
  },
  cache_uncacheable: {
    severity: 'advice',
    meaning: 'the key set may not be kept: an outage of the issuer is at once one of its verifiers',
    cure: 'send Cache-Control: public, max-age=300, stale-if-error=900',
  },
  max_age_short: {
    severity: 'advice',
    meaning: 'max-age is below 30 s, the least that verifiers keep a set',
    cure: 'send max-age=300: rotations are planned ahead, and a revocation has its own ways',
  },
  max_age_long: {
    severity: 'advice',
    meaning: 'max-age is over an hour: a revoked key is accepted for as long',
    cure: 'send max-age=300, or accept the exposure and publish new keys that much longer ahead',
  },
  revalidation_missing: {
    severity: 'advice',
    meaning: 'no ETag, or its 304 never comes: each refresh reads the whole set',
    cure: 'send a strong ETag and answer If-None-Match by 304 (RFC 9110 section 13)',
  },
  clock_offset: {
    severity: 'advice',
    meaning: 'the clock of the issuer and ours differ by more than the leeway of strict verifiers, 5 s',
    cure: 'synchronise the clocks of the issuer (and see that ours is right)',
  },
  lead_too_short: {
    severity: 'breaks-now',
    meaning: 'a key signed before copies without it were out of use by the own headers of the set (I1)',
    cure: 'publish a key before it signs, for at least its max-age and 60 s',
  },
  lead_below_fleet: {
    severity: 'advice',
    meaning: 'a key signed before verifiers that ignore cache headers could know it (I1)',
    cure: 'publish a key before it signs for the whole lead; our default is 1800 s',
  },
  retention_too_short: {
    severity: 'breaks-now',
    meaning: 'a key was withdrawn while tokens that it signed were alive (I3)',
    cure: 'keep a key published after its last signature for the token lifetime, the leeway and the offset of clocks',
  },
  standby_missing: {
    severity: 'breaks-at-rotation',
    meaning: 'no key waits in the set: the next one will sign unseen, unless it is published long before',
    cure: 'publish the next key when this one begins to sign',
  },
  token_unavailable: {
    severity: 'advice',
    meaning: 'the token command gave no token, so nothing is known of the signing key',
    cure: 'run the command by hand: it must end with status 0 in time and print one compact JWS',
  },
  token_issuer_mismatch: {
    severity: 'breaks-now',
    meaning: 'the token carries another iss than the issuer that is watched',
    cure: 'watch the issuer that the tokens name, or correct iss',
  },
  token_alg_unlisted: {
    severity: 'breaks-now',
    meaning: 'tokens are signed by an algorithm that discovery does not name: who narrows by it refuses them',
    cure: 'announce the algorithm in id_token_signing_alg_values_supported a publish lead before it is used',
  },
  token_alg_breaks_verifiers: {
    severity: 'advice',
    meaning: 'known verifiers cannot use tokens of this algorithm',
    cure: 'sign by RS256 or ES256 for whoever you do not know',
  },
  token_kid_missing: {
    severity: 'breaks-at-rotation',
    meaning: 'tokens name no kid: once two keys are published, verifiers must guess',
    cure: 'put the kid of the signing key in the header',
  },
  token_kid_unpublished: {
    severity: 'breaks-now',
    meaning: 'tokens name a key that the set does not hold',
    cure: 'publish the key, stop signing with it, and sign by a key that is published until its lead has passed',
  },
  token_signature_invalid: {
    severity: 'breaks-now',
    meaning: 'the published key of that kid did not sign the token',
    cure: 'see which key signs: a kid is never given to another key',
  },
  token_never_expires: {
    severity: 'breaks-at-rotation',
    meaning: 'tokens have no exp: no retention is long enough',
    cure: 'set exp, and iat',
  },
  token_lifetime_long: {
    severity: 'advice',
    meaning: 'tokens live for over an hour: each old key must stay published for as long',
    cure: 'shorten the tokens; until then keep withdrawn keys published for the retention named',
  },
} as const satisfies Record<string, FindingKind>;

export type FindingCode = keyof typeof kinds;

/** Every finding: what it means and its cure, for the judge and for the documents. */
export const findingKinds: Readonly<Record<FindingCode, FindingKind>> = kinds;
