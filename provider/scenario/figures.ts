import type { PartyClass } from './party-class.js';
import type { RefusedToken } from './revocations.js';
import type { RingChanges } from './ring-watch.js';
import type { KeySetRequest } from './world.js';

/** One valid token that was not accepted. Never the token itself. */
export interface FalseReject extends RefusedToken {
  readonly party: number;
  readonly ageSeconds: number;
  readonly answer: 'refused' | 'error';
  readonly code: string | null;
}

/** Of the parties of one class. */
export interface ClassFigures {
  readonly validTokensTried: number;
  readonly falseRejects: number;
  readonly collateralRejects: number;
  readonly gapRejects: number;
  readonly outageRejects: number;
  /** From the hand-over that nobody could know of to the last token of the new key that was refused; null: none was. */
  readonly gapSeconds: number | null;
}

/** The figures of a run; durations in the unit of their name. */
export interface Figures {
  readonly validTokensTried: number;
  readonly falseRejects: number;
  readonly falseRejectsRefused: number;
  readonly falseRejectsError: number;
  /** With zero seen in n, the rate is below 3/n with 95 % confidence. */
  readonly falseRejectRateBound95: number | null;
  /** Of tokens that the revoked key had signed (E2): counted apart, since they are valid no more. */
  readonly collateralRejects: number;
  /** Of tokens of the key that replaced a revoked one, within the computed gap (E3). */
  readonly gapRejects: number;
  /** While the origin was away for longer than copies last. */
  readonly outageRejects: number;
  /** Tokens accepted when every copy of the key set must have run out. */
  readonly acceptedBlind: number;
  /** Faults of what parties fetch during which somebody asked for the key set. */
  readonly faultsAsked: number;
  /** From a client's first refused token to its next accepted one, the longest. */
  readonly longestGapSeconds: number;
  /** From a revocation to the last token of that key that anybody accepted. */
  readonly exposureTailSeconds: number;
  readonly badTokensTried: number;
  readonly falseAccepts: number;
  /** The same of bad tokens that were tried: 3/n where none was accepted that must not be. */
  readonly falseAcceptRateBound95: number | null;
  /** Of these, tokens of a revoked key after its bound. */
  readonly lateAccepts: number;
  /** Bad tokens by what was wrong and how they were refused. */
  readonly badTokenAnswers: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly wrongCodes: number;
  readonly tokensIssued: number;
  /** After the CA stopped, when nothing may sign any more. */
  readonly refusedToSign: number;
  readonly issueFailures: number;
  /** How often each. */
  readonly issueFailureReasons: Readonly<Record<string, number>>;
  readonly signingKids: readonly string[];
  readonly publishedKeysAtMost: number;
  /** Null where nobody wrote down what became of the ring. */
  readonly keysCreated: number | null;
  readonly keysLost: number | null;
  /** What the rings that were committed break, each by the name of its rule; null where nobody looked. */
  readonly brokenRules: readonly string[] | null;
  /** Processes that died. */
  readonly crashes: number;
  /** From the first fault to the alarm in health; null: none. */
  readonly alarmSeconds: number | null;
  /** Looks of the runner itself that failed, and how often for which reason: not harm, but nothing was seen then. */
  readonly failedLooks: number;
  readonly failedLookReasons: Readonly<Record<string, number>>;
  /** Most time that timers and the thread pool lost within the scenario's patience; null on a virtual clock. */
  readonly machineLateSecondsAtMost: number | null;
  readonly keySetRequests: number;
  readonly keySetRequestsNoCache: number;
  /** Tokens whose signature was none, as a bad signer made it: they are bad tokens, and tried as such. */
  readonly spoiledTokens: number;
  /** From the first fault of a signer to the last token that was spoiled or not given; 0 where none was. */
  readonly signerDownSeconds: number;
  /** Of the parties that are listed and not judged, those that refused valid tokens. */
  readonly brokenClasses: readonly PartyClass[];
  /** Of one key set, as far as somebody took it; null where nobody counted. */
  readonly keySetBytesAtMost: number | null;
  /** How often parties told somebody that keys are wrong or did not come; null where no party could tell. */
  readonly partyAlarms: number | null;
  /** Valid tokens whose key the party did not have yet; null where no party could tell. */
  readonly unknownKids: number | null;
  /** Tokens that waited for I/O though the party had their key; null where no party could tell. */
  readonly knownKidWaits: number | null;
  readonly keySetRequestsPerSecondPeak: number;
  /** Most requests in ten seconds over the average of ten seconds; null where there were none, or less time. */
  readonly keySetPeakOverAverage: number | null;
  /** Of requests that a token forced: the herd that an unknown kid brings. */
  readonly herdPerSecondPeak: number;
  /** The same by class of party. */
  readonly classes: Readonly<Partial<Record<PartyClass, ClassFigures>>>;
  /** Of the stage's clock: on a virtual one computing takes no time, and what shows is waiting. */
  readonly verifyP50Milliseconds: number;
  readonly verifyP99Milliseconds: number;
  readonly verifyMaxMilliseconds: number;
  /** From the first token of each kid to its first acceptance by each party, the longest. */
  readonly firstAcceptanceSecondsAtMost: Readonly<Record<string, number>>;
}

/** What others counted. */
export interface SeenElsewhere {
  readonly keySetRequests: readonly KeySetRequest[];
  /** When the traffic began and ended. */
  readonly span: { readonly startedAtSeconds: number; readonly endedAtSeconds: number };
  readonly knownKidWaits: number | null;
  readonly machineLateSecondsAtMost: number | null;
  readonly alarmSeconds: number | null;
  readonly ringChanges: RingChanges | null;
  readonly keySetBytesAtMost: number | null;
  readonly partyAlarms: number | null;
}
