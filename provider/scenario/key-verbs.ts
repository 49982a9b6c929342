import type { EventOutcome } from './event-outcome.js';

/** What else an operator may ask of a ring than to turn it. */
export interface KeyStage {
  /** Takes the key that signed last out of the set. */
  retire?(series: string): Promise<EventOutcome>;
  /** Back to the key that signed last. */
  rollBack?(series: string): Promise<EventOutcome>;
  /** Brings in a new key under the kid of the one that signs. */
  reuseKid?(series: string): Promise<EventOutcome>;
}
