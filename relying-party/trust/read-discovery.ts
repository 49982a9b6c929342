import { readJsonObject } from '../keys/read-json.js';
import { RefreshFailure } from '../keys/refresh-failure.js';
import {
  canonicalAlgorithm,
  isSignatureAlgorithm,
  type SignatureAlgorithm,
} from '../signature/algorithms.js';

/** What discovery says about keys. */
export interface DiscoveredPlace {
  readonly jwksUri: string;
  /** The configured ones, narrowed by what the issuer says it uses. */
  readonly algorithms: readonly SignatureAlgorithm[];
}

/**
 * Reads issuer metadata (OpenID Connect Discovery 1.0 section 4.3, RFC 8414 section 3.3). The issuer is compared as an
 * exact string: no normalising, no case folding. The algorithms may narrow the allow-list and never widen it.
 * @throws RefreshFailure
 */
export function readDiscovery(
  body: Uint8Array,
  issuer: string,
  allowed: readonly SignatureAlgorithm[],
): DiscoveredPlace {
  const document = readJsonObject(body);
  if (document.issuer !== issuer)
    throw new RefreshFailure('discovery_issuer_mismatch', 'The discovery document is of another issuer.');
  if (typeof document.jwks_uri !== 'string')
    throw new RefreshFailure('discovery_invalid', 'The discovery document names no jwks_uri.');
  return { jwksUri: document.jwks_uri, algorithms: narrow(allowed, document) };
}

function narrow(
  allowed: readonly SignatureAlgorithm[],
  { id_token_signing_alg_values_supported: named }: Readonly<Record<string, unknown>>,
): readonly SignatureAlgorithm[] {
  if (!Array.isArray(named)) return allowed;
  const used = named.filter(isSignatureAlgorithm).map(canonicalAlgorithm);
  const algorithms = allowed.filter((alg) => used.includes(canonicalAlgorithm(alg)));
  if (algorithms.length > 0) return algorithms;
  throw new RefreshFailure(
    'discovery_algorithms_unfit',
    'The issuer names no algorithm that is allowed here. Allow one of its own, or name its key set in discovery.jwksUri.',
  );
}
