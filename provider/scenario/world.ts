import type { BadToken } from './bad-token.js';
import type { ClockStage } from './clock-step.js';
import type { EdgeStage } from './edge.js';
import type { EventOutcome } from './event-outcome.js';
import type { ForgerStage } from './flood.js';
import type { RestartStage } from './hoard.js';
import type { DocumentStage } from './key-set-fault.js';
import type { KeyStage } from './key-verbs.js';
import type { KillEvent } from './kill-event.js';
import type { PartyClass } from './party-class.js';
import type { ReplicaStage } from './replica-event.js';
import type { RingChanges } from './ring-watch.js';
import type { SignerStage } from './signer-fault.js';

/**
 * What a CA goes through: a further intermediate, a further root; a signer is robbed, its certificate taken back and another
 * one given; the CA certifies nobody any more, so that each signer signs for as long as its last certificate lets it.
 */
export type CertificateChange = 'add-intermediate' | 'add-root' | 'rob-signer' | 'stop-certifying';

/** `refuse`: connections; the rest: requests. `hang`: no answer until the fault is over. */
export type OriginFault = 'unavailable' | 'hang' | 'reset' | 'refuse';

/** How a signer fails: too late, or at once. */
export type RemoteSignerFault = 'slow' | 'broken';

/** Why nothing turns any more: nobody asks for it, or each step fails. */
export type SilentFault = 'nobody-asks' | 'step-throws';

/** What takes the place of a revoked key. */
export type Replacement = 'standby' | 'fresh' | 'cold';

/** A key that is published now. */
export interface PublishedKey {
  readonly kid: string;
  /** Null where that cannot be seen from outside. */
  readonly state: 'standby' | 'active' | 'retiring' | 'cold' | null;
}

export type { BadToken } from './bad-token.js';
export type { EventOutcome } from './event-outcome.js';

/** A token as the world's issuer gave it. */
export interface IssuedToken {
  readonly token: string;
  readonly kid: string;
  readonly issuedAtSeconds: number;
  readonly expiresAtSeconds: number;
  /** Its signature is none: it must be refused. */
  readonly isSpoiled?: boolean;
}

/** One request at the origin's key set. */
export interface KeySetRequest {
  readonly atSeconds: number;
  /** Asked with `Cache-Control: no-cache`: a token or a hint made the party look again. */
  readonly noCache: boolean;
}

/** The answer to a revocation. */
export interface RevocationOutcome extends EventOutcome {
  readonly revokedKid: string;
}

/** A series that a stopped drill gave back, or could not. */
export interface RestoredSeries extends EventOutcome {
  readonly series: string;
  /** The key that it signed with before the drill. */
  readonly kid: string;
}

/** The issuer under drill: the real provider on an address of its own, with a ring of its own. */
export interface ScenarioIssuer
  extends ReplicaStage,
    DocumentStage,
    KeyStage,
    ForgerStage,
    SignerStage,
    RestartStage,
    ClockStage,
    EdgeStage {
  readonly issuer: string;
  /** The same where others rely on its ring. Left out: it is the drill's own. */
  readonly live?: string;
  /** Makes its ring what it was when the drill began. Left out: it ends with the drill. */
  restore?(): Promise<readonly RestoredSeries[]>;
  /** Rejects with the code `signing_unavailable` where nothing may sign. */
  issueToken(client: number): Promise<IssuedToken>;
  /** @param forcedBecause overrides the lead, for this reason. */
  rotate(series: string, forcedBecause?: string): Promise<EventOutcome>;
  /** Begins at once and ends by itself. */
  breakSigner?(how: RemoteSignerFault, forSeconds: number): void;
  /** The same of what turns the keys. */
  silenceRotation?(how: SilentFault, forSeconds: number): void;
  /** Revokes the key that signs now. */
  revoke(series: string, replaceWith: Replacement): Promise<RevocationOutcome>;
  /** Where certificates are drilled. `revokedKid` of who was robbed. */
  changeCertificates?(change: CertificateChange): Promise<EventOutcome & { readonly revokedKid?: string }>;
  /** Where the issuer is made of processes. Resolves when the last that was killed is back. */
  kill?(event: KillEvent): Promise<EventOutcome>;
  /** Begins at once and ends by itself. Issuing goes on. */
  breakOrigin?(how: OriginFault, forSeconds: number): void;
  /** Where the world has a script: one act of it. Resolves when it is over. */
  play?(act: string): Promise<EventOutcome>;
  /** A token of the client was refused: one that holds something of the issuer's may ask for another. */
  heardRefusal?(client: number, refused: IssuedToken): void;
  /** What attackers try now. */
  badTokens?(): Promise<readonly BadToken[]>;
  /** The keys of the series that are published now. */
  publishedKeys(series: string): Promise<readonly PublishedKey[]>;
  /** What became of its ring. Left out: nobody wrote it down. */
  ringChanges?(): Promise<RingChanges>;
  /** Its health says now that something stands in the way of signing. */
  isAlarmed?(): boolean;
  /** Every request for the key set so far. */
  keySetRequests(): readonly KeySetRequest[];
  close(): Promise<void>;
}

/** What a target says to one token: accepted, refused (with a code), or neither. */
export interface TargetAnswer {
  readonly answer: 'accepted' | 'refused' | 'error';
  readonly code: string | null;
  /** Whether the party had the token's key before it was asked; null where that cannot be seen from outside. */
  readonly kidKnown: boolean | null;
}

/** A relying party under drill: anything that says yes or no to a token. */
export interface Target {
  present(issued: Pick<IssuedToken, 'token' | 'kid'>): Promise<TargetAnswer>;
  /** How often so far it told somebody that keys are wrong or did not come. Left out: that cannot be seen from outside. */
  alarms?(): number;
  /** How many tokens so far had to wait for I/O though their key was known. Left out: that cannot be seen from outside. */
  knownKidWaits?(): number;
  close(): void;
}

/** Where scenarios get their actors from. */
export interface ScenarioWorld {
  startIssuer(): Promise<ScenarioIssuer>;
  startTarget(issuer: string, party: number, partyClass: PartyClass): Target;
}
