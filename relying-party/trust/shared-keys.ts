import type { EmitEvent } from '../events.js';
import type { KeySource } from '../keys/key-source.js';
import type { IssuerSettings } from '../options/read-issuer.js';
import type { VerifierSettings } from '../options/read-options.js';
import type { Platform } from '../platform.js';
import { createIssuerKeys } from './discovery.js';

export interface SharedKeys {
  /** See `TrustPathSite.keysOf`. */
  keysOf(issuer: string, by: IssuerSettings): KeySource;
  /** Of an issuer whose keys are in use; for any other it is no news. */
  hintEpoch(issuer: string, epoch: number): void;
  close(): void;
}

/** One key source for each issuer of a verifier, whichever paths ask for it: no key set is fetched twice. */
export function createSharedKeys(
  { issuers, durations, fetchRules, keySetStore }: VerifierSettings,
  platform: Platform,
  emit: EmitEvent,
): SharedKeys {
  const configured = new Map(issuers.map((settings) => [settings.issuer, settings]));
  const opened = new Map<string, ReturnType<typeof createIssuerKeys>>();
  const open = (issuer: string, settings: IssuerSettings) => {
    const { discovery, algorithms, staleIfErrorSeconds, allowStaleInSpiteOfMustRevalidate } = settings;
    return createIssuerKeys(
      {
        issuer,
        discovery: settings.issuer === issuer ? discovery : undefined,
        algorithms: [...algorithms],
        fetchRules,
        durations: { ...durations, staleIfErrorSeconds },
        allowStaleInSpiteOfMustRevalidate,
        emit,
        draw: platform.draw,
        keySetStore,
      },
      platform,
    );
  };
  return {
    keysOf(issuer, by) {
      const keys = opened.get(issuer) ?? open(issuer, configured.get(issuer) ?? by);
      opened.set(issuer, keys);
      return keys;
    },
    hintEpoch(issuer, epoch) {
      if (Number.isSafeInteger(epoch)) opened.get(issuer)?.hintEpoch(epoch);
    },
    close() {
      for (const keys of opened.values()) keys.close();
    },
  };
}
