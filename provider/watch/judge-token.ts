import { type Finding, find } from './finding.js';
import { BREAKERS_BY_ALGORITHM } from './known-breakers.js';
import { requiredBy } from './required.js';
import type { TokenSample } from './sample.js';
import type { WatchState } from './watch-state.js';

const LONG_TOKEN_SECONDS = 3600;

/** The token seen last. */
export function judgeToken(state: WatchState, nowSeconds: number): Finding[] {
  const { token, failures } = state;
  const { token: noToken } = failures;
  const unavailable =
    noToken === undefined
      ? []
      : [find('token_unavailable', `The token command: ${noToken.message} (${noToken.reason})`)];
  if (token === undefined) return unavailable;
  return [
    ...unavailable,
    ...judgeKid(state, token, nowSeconds),
    ...judgeAlgorithm(state, token),
    ...judgeClaims(state, token),
  ];
}

/** Unsigned, or signed by a shared secret (RFC 7518 section 3.1): never to be announced, whoever asks for it. */
const isWithoutKeyPair = (alg: string | undefined) => alg === 'none' || alg?.startsWith('HS') === true;

function judgeKid({ keySet, keys }: WatchState, token: TokenSample, nowSeconds: number): Finding[] {
  const { kid, alg, signature, expiresAtSeconds } = token;
  if (isWithoutKeyPair(alg))
    return [
      find('token_signature_invalid', `The alg of the token is ${alg}: no published key signed it.`, { kid }),
    ];
  if (kid === undefined) return [find('token_kid_missing', 'The token names no kid.')];
  if (signature === 'invalid')
    return [find('token_signature_invalid', `The published key ${kid} did not sign the token.`, { kid })];
  if (keySet === undefined || keySet.keys.some((key) => key.kid === kid)) return [];
  const sinceSeconds = Math.max(0, nowSeconds - (keys.get(kid)?.signedFirstSeconds ?? token.atSeconds));
  const leftSeconds = expiresAtSeconds === undefined ? undefined : Math.max(0, expiresAtSeconds - nowSeconds);
  const refused =
    leftSeconds === undefined ? '' : ` Refused until published, ${Math.round(leftSeconds)} s left.`;
  return [
    find(
      'token_kid_unpublished',
      `The token names the key ${kid}, which is not in the set and has signed for ${Math.round(sinceSeconds)} s or more.${refused}`,
      { kid, terms: { sinceSeconds, ...(leftSeconds === undefined ? {} : { leftSeconds }) } },
    ),
  ];
}

function judgeAlgorithm({ discovery }: WatchState, { alg, kid }: TokenSample): Finding[] {
  if (alg === undefined || isWithoutKeyPair(alg)) return [];
  const found: Finding[] = [];
  const canonical = alg === 'Ed25519' ? 'EdDSA' : alg;
  const listed = discovery?.algorithms?.map((each) => (each === 'Ed25519' ? 'EdDSA' : each));
  if (listed !== undefined && !listed.includes(canonical))
    found.push(
      find('token_alg_unlisted', `The token is signed by ${alg}; discovery names ${listed.join(', ')}.`, {
        kid,
      }),
    );
  const broken = BREAKERS_BY_ALGORITHM[canonical];
  if (broken !== undefined)
    found.push(
      find('token_alg_breaks_verifiers', `Tokens of ${alg} cannot be used by ${broken.join(', ')}.`, { kid }),
    );
  return found;
}

function judgeClaims(state: WatchState, token: TokenSample): Finding[] {
  const found: Finding[] = [];
  if (token.issuer !== state.issuer)
    found.push(
      find(
        'token_issuer_mismatch',
        `The token names the issuer ${JSON.stringify(token.issuer ?? null)}, watched is ${JSON.stringify(state.issuer)}.`,
      ),
    );
  if (token.expiresAtSeconds === undefined) found.push(find('token_never_expires', 'The token has no exp.'));
  const { longestTokenSeconds } = state;
  const { fleetRetentionSeconds } = requiredBy(state);
  if (
    longestTokenSeconds !== undefined &&
    fleetRetentionSeconds !== undefined &&
    longestTokenSeconds > LONG_TOKEN_SECONDS
  )
    found.push(
      find(
        'token_lifetime_long',
        `Tokens live ${longestTokenSeconds} s, over ${LONG_TOKEN_SECONDS} s: a key must stay published ${fleetRetentionSeconds} s after it signed.`,
        { terms: { longestTokenSeconds, bound: LONG_TOKEN_SECONDS, fleetRetentionSeconds } },
      ),
    );
  return found;
}
