import type { PartyClass } from './party-class.js';
import type { ScenarioEvent } from './scenario-event.js';

/** Steady signed traffic: every client asks for tokens and presents each of them to its party at several ages. */
export interface Traffic {
  readonly clients: number;
  /** Pause between two tokens of one client. */
  readonly pauseMilliseconds: number;
  /** Ages at which a token is presented. None beyond its lifetime: it would not be valid any more. */
  readonly presentAtSeconds: readonly number[];
}

/** What must hold for `pass`. */
export interface Bars {
  readonly falseRejects: number;
  /** Valid tokens whose key the party did not have yet: each forces a fetch, or is refused by a party that cannot. */
  readonly unknownKids: number;
  /** Tokens that waited for I/O though the party had their key. Left out: not judged. */
  readonly knownKidWaits?: number;
  /** Keys of the turned series published at once. */
  readonly publishedKeys: number;
  /** Fewer valid tokens tried than this proves nothing. */
  readonly validTokensTried: number;
  /** Kids of the turned series that must have been seen signing: fewer means the fault never bit. */
  readonly signingKids: number;
  /** Bad tokens accepted, revoked ones after their bound among them. Left out: there are none. */
  readonly falseAccepts?: number;
  /** Bad tokens refused for another reason than their own. Left out: not judged. */
  readonly wrongCodes?: number;
  /** Fewer refusals to sign after the CA stopped than this proves nothing. */
  readonly refusedToSign?: number;
  /** Fewer bad tokens tried than this proves nothing. */
  readonly badTokensTried?: number;
  /** Requests for a token that failed. Left out: none may. */
  readonly issueFailures?: number;
  /** Keys that commits brought in. Left out: not judged. */
  readonly keysCreated?: number;
  /** Keys that were committed and are nowhere any more. Left out: not judged. */
  readonly keysLost?: number;
  /** What the committed rings break, of the rules that rings show. Left out: not judged. */
  readonly brokenRules?: number;
  /** From a fault to the alarm in health. Left out: not judged. */
  readonly alarmSeconds?: number;
  /** Tokens accepted when every copy of the key set must have run out. Left out: not judged. */
  readonly acceptedBlind?: number;
  /** From the first fault of a signer to the last token that it owed. Left out: not judged. */
  readonly signerDownSeconds?: number;
  /** At the origin, of all parties. Left out: not judged. */
  readonly keySetRequests?: number;
  /** Those that ask past every cache, as for a kid that is not known. Left out: not judged. */
  readonly keySetRequestsNoCache?: number;
  /** Of one key set, as far as somebody took it. Left out: not judged. */
  readonly keySetBytesAtMost?: number;
  /** Fewer complaints of parties than this prove nothing, where parties can tell. */
  readonly partyAlarms?: number;
  /** Requests for the key set in the fullest ten seconds over the average. Left out: not judged. */
  readonly keySetPeakOverAverage?: number;
  /** The longest that any valid token waited for its answer. Left out: not judged. */
  readonly verifyMaxMilliseconds?: number;
  /** Fewer valid tokens refused in an outage than this proves nothing. */
  readonly outageRejects?: number;
  /** Fewer faults of what parties fetch that anybody met prove nothing. */
  readonly faultsAsked?: number;
  /** Fewer tokens of a key that parties could not know yet refused than this proves nothing. */
  readonly gapRejects?: number;
  /** Fewer processes that died than this proves nothing. */
  readonly crashes?: number;
}

/** What a revocation may cost, computed from the policy (E1, E3); seconds from the commit. */
export interface EmergencyBounds {
  /** A token of the revoked key is not accepted after this. */
  readonly exposureSeconds: number;
  /** Tokens of the new key may be refused until this. */
  readonly gapSeconds: number;
  /** Where that depends on the class of the party. */
  readonly gapSecondsByClass?: Readonly<Partial<Record<PartyClass, number>>>;
  /** L: how long a replica may go on signing with the revoked key. Later tokens of it are no collateral. Left out: not judged. */
  readonly signsAtMostSeconds?: number;
}

/** How much time a machine may take from a run in real time. Past it, what a stall explains is no finding about keys. */
export interface Patience {
  readonly lateSeconds: number;
  readonly withinSeconds: number;
}

/** A scenario is data; one engine runs it. */
export interface Scenario {
  readonly name: string;
  /** Which of the catalogue of drills it is, e.g. `D13`. */
  readonly drill?: string;
  readonly title: string;
  readonly durationSeconds: number;
  /** Whose keys are counted and drawn, beside those that the events name. */
  readonly series?: readonly string[];
  readonly traffic: Traffic;
  /** Go round the parties. Default: all are refetching. */
  readonly partyClasses?: readonly PartyClass[];
  /** Of these it is told who refused what, and nobody is judged by it. Default: none. */
  readonly listedClasses?: readonly PartyClass[];
  readonly events: readonly ScenarioEvent[];
  readonly bars: Bars;
  /** Of the `revoke`, or of the forced `rotate`, among the events. */
  readonly emergency?: EmergencyBounds;
  readonly patience: Patience;
  /** E of a service that is called: how long it must use a copy that has expired when none better comes. Left out: any will do. */
  readonly copiesOutlastSeconds?: number;
  /** So long that a run of several drills in real time plays it on the virtual clock. Default false. */
  readonly isInScaledTime?: true;
}
