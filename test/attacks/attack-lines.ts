/** One known attack, under the id that the names of its tests begin with. */
export interface AttackLine {
  readonly id: string;
  readonly attack: string;
  /** Public advisories in which it was seen elsewhere. */
  readonly advisories?: readonly string[];
}

const line = (id: string, attack: string, ...advisories: readonly string[]): AttackLine => ({
  id,
  attack,
  ...(advisories.length === 0 ? {} : { advisories }),
});

/** Every line of the project's list of attacks, by subject. */
export const attackLines = {
  'algorithm and type confusion': [
    line(
      'alg-1',
      'HS256 with the public key as its secret: PEM, JWK, PEM with BOM, spaces, comments, CRLF',
      'CVE-2015-9235',
      'CVE-2022-29217',
      'CVE-2023-48223',
      'CVE-2026-34950',
    ),
    line('alg-2', '`none`, `NoNe`, `none\\0`', 'GHSA-88q6-jcjg-hvmw'),
    line('alg-3', 'an empty key with a list of algorithms', 'GHSA-8wpc-h4q6-8fxv'),
    line('alg-4', 'a JWK as HMAC secret', 'CVE-2026-48526'),
    line('alg-5', 'an algorithm that is allowed, and is not the key’s own', 'CVE-2026-48523'),
    line('alg-6', 'a JWK without `alg`, the header’s taken instead', 'CVE-2026-22817'),
    line('alg-7', 'psychic signatures: r = s = 0, r = n', 'CVE-2022-21449'),
    line('alg-8', 'JWE in place of JWS, JWE around an unsigned JWT', 'CVE-2023-51774', 'CVE-2026-29000'),
    line('alg-9', 'an ES256 signature in DER'),
  ],
  'keys from the header or the set': [
    line('key-1', 'a `jwk` header with the attacker’s key', 'CVE-2018-0114', 'CVE-2026-34240'),
    line('key-2', '`jku` and `x5u` that would be followed', 'CVE-2024-21643'),
    line('key-3', 'a kid that is a path, SQL, `__proto__`, a megabyte, a number, an object'),
    line('key-4', 'no kid, so that some key is picked', 'CVE-2026-89313'),
    line('key-5', 'two issuers with one kid', 'CVE-2026-49998', 'CVE-2026-50202'),
    line('key-6', 'a separator of a composite cache key inside the kid', 'CVE-2025-59936'),
    line('key-7', 'a removed key that still counts', 'CVE-2025-22149'),
    line('key-8', 'a flood of unknown kids, and a failed refetch that wipes good keys', 'CVE-2026-48524'),
    line('key-9', 'one malformed JWK that poisons the set', 'CVE-2026-102274'),
    line('key-10', 'a built-in set to fall back on', 'CVE-2026-31837'),
    line('key-11', '`jwks_uri` of `file:`, `ftp:`, `data:`', 'CVE-2026-48522'),
    line('key-12', '`b64` false', 'CVE-2026-48525'),
    line('key-13', 'RSA keys with e = 1, e even, e of 3072 bits, n even, n of 16384 bits'),
    line('key-14', 'EC points off the curve or at infinity, small-order Ed25519 points'),
    line('key-15', 'private members that were published by mistake'),
  ],
  'SSRF and discovery': [
    line('ssrf-1', '`iss` made into an address before anything is verified', 'CVE-2026-32301'),
    line('ssrf-2', '`jwks_uri` at a metadata address, DNS rebinding, IPv4-mapped IPv6, NAT64'),
    line('ssrf-3', 'discovery that answers with another issuer'),
    line('ssrf-4', 'trailing slash, case, userinfo, port, look-alikes in `iss`'),
    line('ssrf-5', 'a redirect to another host'),
  ],
  x5c: [
    line(
      'x5c-1',
      'certificates in another order, the genuine CA after an attacker’s leaf, a leaf that the next did not sign',
    ),
    line('x5c-2', 'an intermediate with CA false, a certificate of version 1 or 2 as CA', 'CVE-2026-5501'),
    line(
      'x5c-3',
      'path length, name constraints, an unknown critical extension, key usages that are missing',
    ),
    line('x5c-4', 'a token that is signed with the CA’s key'),
    line('x5c-5', 'explicit curve parameters', 'CVE-2020-0601'),
    line('x5c-6', 'exponential graphs of cross-signed CAs, depth', 'CVE-2026-11310'),
    line('x5c-7', 'PEM, base64url or a private key inside x5c'),
    line('x5c-8', 'a self-signed leaf, the root taken from the token'),
    line('x5c-9', 'a leaf of another subject, whose names are not bound to `iss`'),
    line('x5c-10', '`x5t` or `x5t#S256` of another certificate'),
    line('x5c-11', 'a certificate that is expired now and was valid at `iat`'),
  ],
  jwc: [
    line('jwc-1', 'an outer that is signed by another key'),
    line('jwc-2', 'an expired outer with a good inner'),
    line('jwc-3', 'an outer whose `iss` or `sub` is not bound to the inner'),
    line('jwc-4', 'an inner in place of an access token'),
    line('jwc-5', '`tjwk` with private members, symmetric, or of an algorithm outside the list'),
    line('jwc-6', 'a chain inside a chain'),
    line('jwc-7', 'an inner of another issuer'),
    line('jwc-8', 'a good inner whose signer was revoked'),
  ],
  'claims, crit, caches': [
    line('claim-1', 'unknown `crit`', 'CVE-2026-32597', 'CVE-2026-35042', 'CVE-2025-59420'),
    line('claim-2', '`iss` as a prefix or a list', 'CVE-2024-53861', 'CVE-2025-30144'),
    line('claim-3', '`aud` as an empty list', 'CVE-2020-26160'),
    line('claim-4', 'a token cache that confuses two tokens', 'CVE-2026-35039'),
    line('claim-5', 'a cached token that outlives its `exp`'),
    line('claim-6', 'slow or stateful patterns as matchers', 'CVE-2026-35041'),
    line('claim-7', 'members twice in header or claims'),
  ],
  'denial of service': [
    line('dos-1', 'a megabyte of dots', 'CVE-2025-27144', 'CVE-2025-30204'),
    line('dos-2', 'a huge header that is decoded before it is refused', 'CVE-2025-61920'),
    line('dos-3', 'deep JSON', 'CVE-2025-53864'),
    line('dos-4', 'PBES2 with a count of 2^31, zip bombs', 'CVE-2022-36083', 'CVE-2024-28176'),
    line('dos-5', 'slow and endless key sets'),
  ],
  provider: [
    line('provider-1', 'a client secret in a GET'),
    line('provider-2', 'a client secret in a log'),
    line('provider-3', 'the timing of the comparison of secrets'),
    line('provider-4', 'an assertion that is used twice'),
    line('provider-5', 'an assertion for the token endpoint of another issuer'),
    line('provider-6', '`private_key_jwt` with `none`'),
    line('provider-7', '`private_key_jwt` with HS256'),
    line('provider-8', 'a form with a parameter twice'),
    line('provider-9', 'a form of 10 MB'),
    line('provider-10', 'a form of another content type'),
    line('provider-11', 'the cron endpoint without a credential'),
    line('provider-12', 'the cron endpoint with a guessed one'),
    line('provider-13', 'the cron endpoint, replayed'),
    line('provider-14', 'the cron endpoint by GET'),
    line('provider-15', 'the cron endpoint by a form of another site'),
    line('provider-16', 'what operators see, framed or scripted'),
    line('provider-17', 'issuer names that climb out of their path'),
    line('provider-18', 'header injection through client ids'),
    line('provider-19', 'private members in any answer'),
    line('provider-20', 'a key that was wrapped for another issuer or epoch, swapped in the store'),
  ],
} as const satisfies Record<string, readonly AttackLine[]>;
