import type { Target } from '../../provider/scenario/world.js';

/** Whom a party believes. */
export interface PartyTerms {
  readonly issuer: string;
  readonly audience: string;
  /**
   * PEM of the root of the issuer's https. Only for those that take one: whoever asks other people's parties over https starts
   * their process with NODE_EXTRA_CA_CERTS as well.
   */
  readonly tlsCa?: string | undefined;
  /** How long a copy of the key set lives, by the party's own option. Default: as long as the party's own default says. */
  readonly lifetimeSeconds?: number | undefined;
}

/** How long a party's copy of the key set lives. */
export interface Lifetime {
  /** By default; null: it never ends, or the answer's own headers say it. */
  readonly defaultSeconds: number | null;
  /** The documented option that sets it; null: there is none. */
  readonly option: string | null;
}

/**
 * A relying party that says yes or no to a token, at the default settings that its documentation shows. It may run in this
 * process, in one of its own, or behind a URL: who asks sees a `Target`. To open it anew is to start it anew.
 */
export interface Party {
  readonly name: string;
  readonly versions: () => Readonly<Record<string, string>>;
  /** What is set beside issuer and audience. */
  readonly settings: string;
  readonly lifetime: Lifetime;
  /** It reads discovery documents itself. Who does not is given what a service reads by hand, once, at its start. */
  readonly discovers: boolean;
  /** It has no way to speak plain http, not even to loopback. */
  readonly httpsOnly: boolean;
  /** Never rejects and asks nobody yet: what is read at the start is read before the first answer. */
  readonly open: (terms: PartyTerms) => Target;
}
