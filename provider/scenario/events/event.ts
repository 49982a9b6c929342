import type { Clock } from '@keyturn/shared/clock';
import type { EventOutcome } from '../event-outcome.js';
import type { OutageTerms } from '../outages.js';
import type { BadToken, ScenarioIssuer } from '../world.js';

/** What every event has. */
export interface EventBase {
  /** Seconds after the traffic started. */
  readonly atSeconds: number;
  /** The rule of the guard that must refuse it: meant to be refused, and a guard that lets it through is harm. */
  readonly refusedBy?: string;
  /** A guard may refuse it, whichever: what was drawn by chance is not always possible. */
  readonly mayBeRefused?: true;
  /** How long the refusal must tell to wait. Left out: not judged. */
  readonly toldToWait?: { readonly atLeastSeconds: number; readonly atMostSeconds: number };
}

/** What came of an event. */
export interface Performed extends EventOutcome {
  /** Who believes this key from now on believes a thief. */
  readonly revokedKid?: string | undefined;
  /** Its guard was overridden: tokens of the new key may be refused for as long as in an emergency (E3). */
  readonly forced?: boolean;
  readonly outage?: OutageTerms;
  /** The signer in use is bad from now on. */
  readonly spoilsSigner?: boolean;
}

/** The parties, for events that happen to them. */
export interface Crowd {
  readonly clock: Clock;
  readonly parties: number;
  /** Resolves when the party has answered, and that is written down. */
  readonly tryBad: (bad: BadToken, party: number) => Promise<void>;
}

/** One kind of event: how it is performed, and what is right from then on. */
export interface EventKind<Event> {
  readonly perform: (event: Event, issuer: ScenarioIssuer, crowd: Crowd) => Promise<Performed>;
  /** Somebody may refuse to sign. */
  readonly endsSigning?: boolean;
  /** It must show in somebody's health. */
  readonly raisesAlarm?: boolean;
}

/** Each kind of event by its verb. */
export type EventKinds<Event extends { readonly do: string }> = {
  readonly [Verb in Event['do']]: EventKind<Extract<Event, { readonly do: Verb }>>;
};

/** An issuer that has nothing of the kind. */
export const notHere: Performed = { outcome: 'not_here', rule: null };
