import type { IssuerRing } from '../rotator/issuer-ring.js';
import type { Rotator } from '../rotator/rotator.js';
import type { RunEnding } from '../scenario/run-stop.js';
import type { SignClaims } from '../tokens/sign-claims.js';

/** How a drill is to be run. */
export interface DrillTerms {
  /** Default `real`. */
  readonly clock?: 'real' | 'virtual' | undefined;
  /** Of chance, on the virtual clock. */
  readonly seed?: number | undefined;
  /** A service that is called with each token, in place of our own parties. */
  readonly target?: string | undefined;
  /** What that service expects in `aud`. */
  readonly audience?: string | undefined;
  /** Where the issuer of the drill listens, so that the service can be told to trust it. */
  readonly port?: number | undefined;
}

/** An issuer that others rely on, as far as a drill touches it. */
export interface DrilledIssuer {
  readonly url: string;
  readonly ring: Pick<IssuerRing, 'policy' | 'servable' | 'signing'> & {
    readonly verbs: Pick<Rotator, 'rotate' | 'revoke' | 'rollBack'>;
  };
  readonly sign: SignClaims;
}

/** The same for the drill itself. */
export interface DrillRun extends DrillTerms {
  readonly stop: RunEnding;
  /** Whose own ring is turned. Left out: the drill has an issuer of its own. */
  readonly live?: DrilledIssuer | undefined;
}

/** What guard rails ask of a drill before it runs. */
export interface DrillTraits {
  /** Takes keys away, or sets the rules aside: nothing for an issuer that is marked production. */
  readonly isDestructive: boolean;
  /** Can be run against a ring that others rely on. */
  readonly runsLive: boolean;
  /** Its tokens can be judged by a service that is called with them. */
  readonly takesTarget: boolean;
}

/** A drill by its verb: resolves with its report whatever the verdict. */
export type Drill = ((run: DrillRun) => Promise<object>) & { readonly traits?: DrillTraits };

/** Drills by name. */
export type Drills = Readonly<Record<string, Drill>>;

/** The cautious answer to who says nothing. */
export const unknownTraits: DrillTraits = { isDestructive: true, runsLive: false, takesTarget: false };

const LIVE = 'live:';

/** What an allow-list calls a drill that may be run against a ring that others rely on. */
export const liveName = (name: string): string => `${LIVE}${name}`;
