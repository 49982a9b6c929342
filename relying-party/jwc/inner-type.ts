/** What we mint: a type of its own, so that no other token of the issuer can be taken for an inner (RFC 8725 section 3.11). */
export const innerType = 'jwc-inner+jwt';

/** How an inner is asked for at a token endpoint: `requested_token_type` and `issued_token_type` (RFC 8693 section 3). */
export const innerTokenType = 'urn:keyturn:params:oauth:token-type:jwc';
