import { freshnessOf, readCacheHeaders } from '@keyturn/shared/cache-headers';
import type { VerifierDurations } from '@keyturn/shared/verifier-profiles';
import { type KeysDoor, type KeysPlace, type ReadKeys, readKeysAt } from '../keys/read-keys.js';
import { RefreshFailure } from '../keys/refresh-failure.js';
import type { SignatureAlgorithm } from '../signature/algorithms.js';
import { readDiscovery } from './read-discovery.js';

export interface DiscoveredKeysOptions {
  readonly issuer: string;
  /** Where the metadata lies. */
  readonly metadataUrl: string;
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly durations: VerifierDurations;
  readonly staleInSpiteOfMustRevalidate: boolean;
  /** Seconds that never step back. */
  readonly now: () => number;
}

/** A discovery document, kept with a freshness of its own. */
interface Fact {
  readonly place: KeysPlace;
  readonly freshUntilSeconds: number;
}

/**
 * Reads keys by way of discovery. When they cannot be read, discovery is read again, since they may have moved: once in
 * an outage and then no oftener than the longest pause, so that a provider in trouble gets one request an attempt.
 */
export function createDiscoveredKeys(options: DiscoveredKeysOptions, door: KeysDoor): ReadKeys {
  const { durations, now } = options;
  let fact: Fact | undefined;
  let readAgainFromSeconds = Number.NEGATIVE_INFINITY;

  const discover = async (noCache: boolean): Promise<Fact> => {
    readAgainFromSeconds = now() + durations.maxBackoffSeconds;
    try {
      fact = await readFact(options, door, noCache);
      return fact;
    } catch (failure) {
      // The issuer answered, and wrongly: nothing older is a better answer.
      if (failure instanceof RefreshFailure) fact = undefined;
      throw failure;
    }
  };
  const locate = async (noCache: boolean): Promise<Fact> => {
    const known = fact;
    if (known === undefined) return discover(noCache);
    if (now() < Math.max(known.freshUntilSeconds, readAgainFromSeconds)) return known;
    return discover(noCache).catch((failure) => {
      // Where keys were is good enough to ask there: what is asked answers for itself.
      if (fact === undefined) throw failure;
      return known;
    });
  };

  return async (question) => {
    const { place } = await locate(question.noCache);
    try {
      const answer = await readKeysAt(place, question, door);
      readAgainFromSeconds = Number.NEGATIVE_INFINITY;
      return answer;
    } catch (failure) {
      if (now() < readAgainFromSeconds) throw failure;
      const moved = await discover(true).catch((cause) => {
        throw fact === undefined ? cause : failure;
      });
      if (isSamePlace(moved.place, place)) throw failure;
      return readKeysAt(moved.place, { ...question, noCache: true }, door);
    }
  };
}

async function readFact(options: DiscoveredKeysOptions, door: KeysDoor, noCache: boolean): Promise<Fact> {
  const { issuer, metadataUrl, algorithms, durations, staleInSpiteOfMustRevalidate } = options;
  const requestedAtSeconds = options.now();
  const document = await door.fetchDocument({ url: metadataUrl, noCache }, door.fetchRules);
  const cache = readCacheHeaders((name) => document.header(name), document.receivedAtSeconds);
  const limits = { ...durations, staleInSpiteOfMustRevalidate };
  const { freshUntilSeconds } = freshnessOf(cache, requestedAtSeconds, limits);
  return { place: readDiscovery(document.body, issuer, algorithms), freshUntilSeconds };
}

function isSamePlace(a: KeysPlace, b: KeysPlace): boolean {
  return a.jwksUri === b.jwksUri && a.algorithms.join() === b.algorithms.join();
}
