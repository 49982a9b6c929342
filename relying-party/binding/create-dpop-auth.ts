import type { Clock } from '@keyturn/shared/clock';
import { base64url } from 'jose';
import { OptionRefusal } from '../options/option-refusal.js';
import { readBag, readFlag } from '../options/read-option.js';
import { VerificationRejection } from '../rejection.js';
import { defaultAlgorithms, type SignatureAlgorithm } from '../signature/algorithms.js';
import type { ShownHolder } from '../token/check-binding.js';
import { createProofJudge, type DpopCheckOptions, dpopCheckOptions } from './create-dpop-check.js';
import type { DpopNonces } from './dpop-nonces.js';
import type { ProofPlatform } from './dpop-proof.js';

export interface DpopAuthOptions extends Omit<DpopCheckOptions, 'isNonce'> {
  /**
   * How clients address this server: an origin, and the path that a proxy cuts off before us, if it does. Proofs name the
   * address that they are for, and a Host header is whatever the sender wrote.
   */
  readonly baseUrl: string;
  /** Each proof needs one of these nonces. Default: none is asked for. */
  readonly nonces?: DpopNonces;
  /** Takes tokens that are bound to no key too, as Bearer. Default false. */
  readonly allowBearer?: boolean;
}

/** What of a request shows who sent it. */
export interface ProofSources {
  /** Every `DPoP` field, in order. */
  readonly unverifiedProofs: readonly string[];
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
}

/** What a proof showed; it is used up when all else of the request was found good, so that a stranger fills no memory. */
export interface ShownProof {
  readonly holder: ShownHolder;
  /** @throws VerificationRejection dpop_replayed, dpop_replays_unavailable (503). */
  spend(): Promise<void>;
}

/** Tokens under the scheme `DPoP`: what `bearerAuth(verifier, { dpop })` takes. */
export interface DpopAuth {
  /** For the challenge. */
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly allowBearer: boolean;
  /** For `DPoP-Nonce`; undefined where none is asked for. */
  currentNonce(): Promise<string | undefined>;
  /** @throws VerificationRejection dpop_*. */
  show(token: string, sources: ProofSources): Promise<ShownProof>;
}

/** @throws OptionRefusal */
export function createDpopAuthOn(platform: ProofPlatform, clock: Clock, options: DpopAuthOptions): DpopAuth {
  const known = [
    ...dpopCheckOptions.filter((name) => name !== 'isNonce'),
    'baseUrl',
    'nonces',
    'allowBearer',
  ];
  readBag(options, 'dpop', known);
  const { nonces, algorithms = defaultAlgorithms, baseUrl, allowBearer, ...checkOptions } = options;
  const base = readBase(baseUrl);
  const isNonce = nonces && { isNonce: (nonce: string | undefined) => nonces.isGood(nonce) };
  const { judge, spend } = createProofJudge(platform, clock, { ...checkOptions, algorithms, ...isNonce });
  return {
    algorithms,
    allowBearer: readFlag(allowBearer, 'dpop.allowBearer'),
    currentNonce: async () => nonces?.current(),
    async show(token, { unverifiedProofs, method, target }) {
      const [unverifiedProof] = unverifiedProofs;
      if (unverifiedProof === undefined)
        throw new VerificationRejection('dpop_proof_missing', 'The request carries no DPoP proof.');
      if (unverifiedProofs.length > 1)
        throw new VerificationRejection('dpop_malformed', 'The request carries more than one DPoP proof.');
      if (!target.startsWith('/'))
        throw new VerificationRejection('dpop_url_mismatch', 'The request is for no path of this server.');
      const proof = await judge(unverifiedProof, { method, url: base + target });
      if (proof.ath !== (await hashOf(token)))
        throw new VerificationRejection('dpop_token_mismatch', 'The proof is for another access token.');
      return { holder: { keyThumbprint: proof.thumbprint }, spend: () => spend(proof) };
    },
  };
}

/** `ath`: SHA-256 of the token's ASCII, base64url (RFC 9449 section 4.2). */
async function hashOf(token: string): Promise<string> {
  return base64url.encode(
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))),
  );
}

function readBase(baseUrl: unknown): string {
  const url = typeof baseUrl === 'string' && URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url === undefined || !isWeb || `${url.username}${url.search}${url.hash}` !== '')
    throw new OptionRefusal(
      'option_invalid',
      'dpop.baseUrl',
      'must be a URL without user, query and fragment.',
    );
  return `${url.origin}${url.pathname.replace(/\/$/, '')}`;
}
