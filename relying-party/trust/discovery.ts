import { type MetadataForm, metadataUrl } from '@keyturn/shared/discovery-document';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import type { VerifierDurations } from '@keyturn/shared/verifier-profiles';
import type { EmitEvent } from '../events.js';
import type { FetchRules } from '../fetch/door.js';
import { FixedKeys } from '../keys/fixed-keys.js';
import { KeySet } from '../keys/key-set.js';
import type { KeySource } from '../keys/key-source.js';
import { type KeysDoor, type ReadKeys, readKeysAt } from '../keys/read-keys.js';
import { createSteadyTime } from '../keys/steady-time.js';
import type { Platform } from '../platform.js';
import type { SignatureAlgorithm } from '../signature/algorithms.js';
import { createDiscoveredKeys } from './discovered-keys.js';
import type { KeySetSite, KeySetStore } from './key-set-store.js';

export interface IssuerKeysOptions {
  /** The exact string that `iss` and the discovery document must carry. */
  readonly issuer: string;
  readonly discovery?:
    | {
        /** Where the metadata lies. Default: `openid`. */
        readonly metadata?: MetadataForm | undefined;
        /** The key set's URL, given alone: no discovery. */
        readonly jwksUri?: string | undefined;
        /** The keys themselves: nothing is fetched. */
        readonly jwks?: { readonly keys: readonly PublicJwk[] } | undefined;
      }
    | undefined;
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly fetchRules: FetchRules;
  readonly durations: VerifierDurations;
  /** Use the last good set in an outage although its headers say `must-revalidate`. Default: false. */
  readonly allowStaleInSpiteOfMustRevalidate?: boolean | undefined;
  readonly emit: EmitEvent;
  /** Uniform in [0, 1), for jitter. Default: Math.random. */
  readonly draw?: (() => number) | undefined;
  /** Where the set outlives the process. Default: nowhere. */
  readonly keySetStore?: KeySetStore | undefined;
}

/**
 * The keys of one issuer by the discovery path. Nothing is fetched before the first key is asked for, and nothing for
 * an issuer that nobody configured. `close` ends the background refresh.
 */
export function createIssuerKeys(
  options: IssuerKeysOptions,
  platform: Platform,
): KeySource & { close(): void } {
  const { issuer, algorithms, durations, emit, discovery } = options;
  if (discovery?.jwks !== undefined)
    return new FixedKeys({ issuer, jwks: discovery.jwks, algorithms, signature: platform.signature, emit });
  return new KeySet({
    issuer,
    durations,
    emit,
    readKeys: createReadKeys(options, platform),
    clock: platform.clock,
    waitUntil: platform.waitUntil,
    staleInSpiteOfMustRevalidate: options.allowStaleInSpiteOfMustRevalidate ?? false,
    draw: options.draw ?? Math.random,
    memory: options.keySetStore?.open(describeSite(options, platform)),
  });
}

function describeSite(options: IssuerKeysOptions, { signature, clock }: Platform): KeySetSite {
  const { issuer, discovery, algorithms, durations, fetchRules, emit } = options;
  const jwksUri = discovery?.jwksUri;
  const staleInSpiteOfMustRevalidate = options.allowStaleInSpiteOfMustRevalidate ?? false;
  return {
    issuer,
    from: jwksUri === undefined ? { metadataUrl: metadataUrlOf(options) } : { jwksUri },
    algorithms,
    limits: { ...durations, staleInSpiteOfMustRevalidate },
    fetchRules,
    signature,
    clock,
    emit,
  };
}

function metadataUrlOf({ issuer, discovery }: IssuerKeysOptions): string {
  return metadataUrl(issuer, discovery?.metadata ?? 'openid');
}

function createReadKeys(options: IssuerKeysOptions, platform: Platform): ReadKeys {
  const { issuer, algorithms, durations, discovery } = options;
  const door: KeysDoor = {
    fetchDocument: platform.fetchDocument,
    fetchRules: options.fetchRules,
    signature: platform.signature,
  };
  const jwksUri = discovery?.jwksUri;
  if (jwksUri !== undefined) return (question) => readKeysAt({ jwksUri, algorithms }, question, door);
  return createDiscoveredKeys(
    {
      issuer,
      metadataUrl: metadataUrlOf(options),
      algorithms,
      durations,
      staleInSpiteOfMustRevalidate: options.allowStaleInSpiteOfMustRevalidate ?? false,
      now: createSteadyTime(platform.clock),
    },
    door,
  );
}
