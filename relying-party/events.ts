import type { RejectionCode, TrustPathName } from './rejection.js';

/** What a verifier tells its listeners. Names and members are contract; none carries a token or a key. */
export interface VerifierEvents {
  /** A fetched set replaced the one in use and differs from it. */
  readonly 'keys.changed': {
    readonly issuer: string;
    readonly addedKids: readonly string[];
    readonly removedKids: readonly string[];
    /** The ring's epoch where the issuer publishes one. */
    readonly epoch: number | undefined;
  };
  /** A key left the set and is refused from now on. One event for each key. */
  readonly 'key.removed': {
    readonly issuer: string;
    readonly kid: string | undefined;
    /** RFC 7638, SHA-256. */
    readonly thumbprint: string;
  };
  /** A set or a key in it looks wrong. The verifier stays on the safe side; a person should look. */
  readonly 'keyset.suspicious': {
    readonly issuer: string;
    readonly reason: KeySetSuspicion;
    readonly kid: string | undefined;
    /** One sentence for a person. */
    readonly detail: string;
  };
  /** Discovery, the key set, or a file of the x5c path could not be read, or held what is older than what is in use. */
  readonly 'refresh.failed': {
    readonly issuer: string;
    /** The code of the failure; of a file, the option that names it. */
    readonly reason: string;
    readonly consecutiveFailures: number;
    /** A file that changes is read within a second in any case. */
    readonly nextAttemptInSeconds: number;
  };
  /** The provider cannot be reached and the last good set is used past its freshness. */
  readonly 'stale.served': {
    readonly issuer: string;
    /** Since the body was generated. */
    readonly ageSeconds: number;
    readonly usableForSeconds: number;
  };
  /** An issuer could not be looked up (tenants by function), or the answer is no options. */
  readonly 'issuers.failed': {
    /** What a token claims. */
    readonly issuer: string;
    /** The code of the failure. */
    readonly reason: string;
  };
  /** A set that an earlier process kept stands behind what is fetched, within the bound of when it was fetched. */
  readonly 'keys.recalled': {
    readonly issuer: string;
    readonly epoch: number | undefined;
    /** Since the body was generated. */
    readonly ageSeconds: number;
    readonly usableForSeconds: number;
  };
  /** A set could not be kept, or what is kept is not used, and nothing of it. */
  readonly 'store.failed': {
    readonly issuer: string;
    /** The code of the failure. */
    readonly reason: string;
  };
  /**
   * A request had to wait for a read of the issuer's keys. With a good token of a known kid and a provider that answers,
   * none ever does but the first one after a start or a long silence.
   */
  readonly 'keys.awaited': {
    readonly issuer: string;
    /** What the token claims. */
    readonly kid: string | undefined;
    readonly reason: KeysAwaitedReason;
  };
  /** An issuer could not be asked about a token (introspection). One event for each pause that follows. */
  readonly 'introspection.failed': {
    readonly issuer: string;
    /** The code of the failure. */
    readonly reason: string;
    readonly consecutiveFailures: number;
    readonly nextAttemptInSeconds: number;
  };
  /** A token was refused. Issuer and kid are what the token claimed, as far as it was read. */
  readonly 'token.refused': {
    readonly code: RejectionCode;
    readonly issuer: string | undefined;
    readonly kid: string | undefined;
    readonly trustPath: TrustPathName | undefined;
  };
}

export type KeySetSuspicion =
  | 'all_keys_new'
  | 'set_shrank'
  | 'epoch_lower'
  | 'kid_duplicate'
  | 'key_refused'
  | 'key_private';

/** The set has no such kid; the set is too old to be used unread; the key is there and the signature is not its. */
export type KeysAwaitedReason = 'kid_unknown' | 'set_not_fresh' | 'signature_invalid';

export type VerifierEventName = keyof VerifierEvents;

export type EmitEvent = <N extends VerifierEventName>(name: N, detail: VerifierEvents[N]) => void;

export type VerifierListener<N extends VerifierEventName> = (detail: VerifierEvents[N]) => void;

/** What `createEvents` answers. */
export interface EventChannel {
  readonly emit: EmitEvent;
  /** Adds a listener; the answer removes it. */
  on<N extends VerifierEventName>(name: N, listener: VerifierListener<N>): () => void;
}

/** A channel of typed events. A listener that throws never changes a verdict: its error is dropped. */
export function createEvents(): EventChannel {
  const listeners = new Map<VerifierEventName, Set<(detail: never) => void>>();
  return {
    emit(name, detail) {
      const heard = listeners.get(name);
      if (heard === undefined) return;
      for (const listener of heard) tell(listener as VerifierListener<typeof name>, detail);
    },
    on(name, listener) {
      const heard = listeners.get(name) ?? new Set();
      listeners.set(name, heard.add(listener));
      return () => heard.delete(listener);
    },
  };
}

function tell<N extends VerifierEventName>(listener: VerifierListener<N>, detail: VerifierEvents[N]): void {
  try {
    const told: unknown = listener(detail);
    if (told instanceof Promise) told.catch(() => {});
  } catch {
    // A logger that fails must not turn an accepted token into a refused one.
  }
}
