import type { Clock } from '@keyturn/shared/clock';
import { Acceptances } from './acceptances.js';
import { BadTokens } from './bad-tokens.js';
import { classFigures, type RejectCounts } from './class-figures.js';
import type { FalseReject, Figures, SeenElsewhere } from './figures.js';
import { Outages, type OutageTerms } from './outages.js';
import { classOfParty, type PartyClass } from './party-class.js';
import { Revocations } from './revocations.js';
import type { Scenario } from './scenario.js';
import { SignerTrouble } from './signer-fault.js';
import { countUp, peakOverAverage, peakPerSecond, quantile, totalOf } from './tallies.js';
import { TimelineNotes } from './timeline-notes.js';
import type { BadToken, IssuedToken, PublishedKey, TargetAnswer } from './world.js';

const SHOWN_REJECTS = 20;

/** Collects what happens while a scenario runs; `figures` sums it up. */
export class Measures {
  readonly #clock: Clock;
  readonly #rejects: FalseReject[] = [];
  readonly #latencies: number[] = [];
  readonly #issueFailures = new Map<string, number>();
  readonly #failedLooks = new Map<string, number>();
  readonly #acceptances = new Acceptances();
  readonly #revocations: Revocations;
  readonly #bad = new BadTokens();
  readonly #outages = new Outages();
  readonly #partyClasses: readonly PartyClass[] | undefined;
  readonly #triedByClass = new Map<PartyClass, number>();
  readonly #listed: readonly PartyClass[];
  readonly signers = new SignerTrouble();
  /** The same for the picture. */
  readonly timeline = new TimelineNotes();
  #issued = 0;
  #signingEnds = false;
  #refusedToSign = 0;
  #unknownKids = 0;
  #kidsTold = false;
  #published = 0;

  constructor(clock: Clock, told: Pick<Scenario, 'emergency' | 'partyClasses' | 'listedClasses'> = {}) {
    this.#clock = clock;
    this.#partyClasses = told.partyClasses;
    this.#listed = told.listedClasses ?? [];
    this.#revocations = new Revocations(told.emergency);
  }

  noteIssued({ kid, isSpoiled }: IssuedToken): void {
    this.#issued += 1;
    if (isSpoiled === true) this.signers.noteSpoiled(this.#clock.nowSeconds());
    this.#acceptances.noteIssued(kid, this.#clock.nowSeconds());
  }

  /** From now on it is right to refuse to sign. */
  noteSigningEnds(): void {
    this.#signingEnds = true;
  }

  /** So far: tokens that were not accepted for whatever reason among them. */
  get seen() {
    return { validTokensTried: this.#latencies.length, refused: this.#rejects.length };
  }

  /** @param reason says what failed, never with what. */
  noteIssueFailure(reason: string): void {
    this.signers.noteOwed(this.#clock.nowSeconds());
    if (this.#signingEnds && reason === 'signing_unavailable') this.#refusedToSign += 1;
    else countUp(this.#issueFailures, reason);
  }

  /** @param reason as above. */
  noteFailedLook(reason: string): void {
    countUp(this.#failedLooks, reason);
  }

  noteRevoked(kid: string, atSeconds: number): void {
    this.#revocations.note(kid, atSeconds);
    this.timeline.noteRevoked(kid, atSeconds);
  }

  noteForced(atSeconds: number): void {
    this.#revocations.noteForced(atSeconds);
  }

  noteOutage(terms: OutageTerms, atSeconds: number): void {
    this.#outages.note(terms, atSeconds);
  }

  /** @param refusal null where it was accepted. */
  noteBad(bad: BadToken, refusal: string | null, askedAtSeconds: number): void {
    const { revokedKid } = bad;
    const isHarm =
      refusal === null &&
      (revokedKid === undefined || this.#revocations.noteAccepted(revokedKid, askedAtSeconds));
    if (refusal === null) {
      this.#outages.noteAccepted(askedAtSeconds, this.#clock.nowSeconds());
      this.timeline.count('badAccepted', this.#clock.nowSeconds());
    }
    this.#bad.note(bad, refusal, isHarm);
  }

  /** Of one series. */
  notePublished(keys: readonly PublishedKey[]): void {
    this.#published = Math.max(this.#published, keys.length);
    this.timeline.notePublished(keys, this.#clock.nowSeconds());
  }

  /** Times one presentation of a valid token. */
  async present(
    party: number,
    issued: IssuedToken,
    ask: () => Promise<TargetAnswer>,
  ): Promise<TargetAnswer['answer']> {
    const askedAtSeconds = this.#clock.nowSeconds();
    const started = this.#clock.monotonicMilliseconds();
    const { answer, code, kidKnown } = await ask();
    if (kidKnown !== null) this.#kidsTold = true;
    if (kidKnown === false) this.#unknownKids += 1;
    this.#latencies.push(this.#clock.monotonicMilliseconds() - started);
    const atSeconds = this.#clock.nowSeconds();
    countUp(this.#triedByClass, this.#classOf(party));
    this.timeline.count(answer === 'accepted' ? 'accepted' : 'refused', atSeconds);
    if (answer === 'accepted') {
      this.#outages.noteAccepted(askedAtSeconds, atSeconds);
      this.#acceptances.noteAccepted(party, issued.kid, atSeconds);
      if (this.#revocations.noteAccepted(issued.kid, askedAtSeconds)) this.#bad.noteLate();
      return answer;
    }
    this.#acceptances.noteRefused(party, atSeconds);
    this.#rejects.push({
      atSeconds,
      party,
      kid: issued.kid,
      ageSeconds: atSeconds - issued.issuedAtSeconds,
      answer,
      code,
    });
    return answer;
  }

  /** The first few, for the report. */
  shownRejects(): readonly FalseReject[] {
    return this.#rejectsOf('false').slice(0, SHOWN_REJECTS);
  }

  figures(seen: SeenElsewhere): Figures {
    const { keySetRequests: requests, knownKidWaits, machineLateSecondsAtMost } = seen;
    const latencies = [...this.#latencies].sort((a, b) => a - b);
    const falseRejects = this.#rejectsOf('false');
    const rejects = falseRejects.length;
    const refused = falseRejects.filter(({ answer }) => answer === 'refused').length;
    return {
      validTokensTried: latencies.length,
      falseRejects: rejects,
      falseRejectsRefused: refused,
      falseRejectsError: rejects - refused,
      falseRejectRateBound95: rejects === 0 && latencies.length > 0 ? 3 / latencies.length : null,
      collateralRejects: this.#rejectsOf('collateral').length,
      gapRejects: this.#rejectsOf('gap').length,
      outageRejects: this.#rejectsOf('outage').length,
      acceptedBlind: this.#outages.acceptedBlind,
      faultsAsked: this.#outages.askedDuring(requests),
      ...this.#acceptances.figures(),
      exposureTailSeconds: this.#revocations.tailSeconds,
      ...this.#bad.figures(),
      ...this.signers.figures(),
      brokenClasses: this.#listed.filter((each) => this.#rejectsAt([each]).length > 0),
      tokensIssued: this.#issued,
      refusedToSign: this.#refusedToSign,
      issueFailures: totalOf(this.#issueFailures),
      issueFailureReasons: Object.fromEntries(this.#issueFailures),
      failedLooks: totalOf(this.#failedLooks),
      failedLookReasons: Object.fromEntries(this.#failedLooks),
      machineLateSecondsAtMost,
      publishedKeysAtMost: this.#published,
      keysCreated: seen.ringChanges?.keysCreated ?? null,
      keysLost: seen.ringChanges?.keysLost ?? null,
      brokenRules: seen.ringChanges?.brokenRules ?? null,
      crashes: seen.ringChanges?.crashes ?? 0,
      alarmSeconds: seen.alarmSeconds,
      keySetBytesAtMost: seen.keySetBytesAtMost,
      partyAlarms: seen.partyAlarms,
      keySetRequests: requests.length,
      keySetRequestsNoCache: requests.filter(({ noCache }) => noCache).length,
      unknownKids: this.#kidsTold ? this.#unknownKids : null,
      knownKidWaits,
      keySetRequestsPerSecondPeak: peakPerSecond(requests),
      keySetPeakOverAverage: peakOverAverage(requests, seen.span),
      herdPerSecondPeak: peakPerSecond(requests.filter(({ noCache }) => noCache)),
      classes: classFigures(
        this.#triedByClass,
        this.#rejects.map((each) => ({
          ...each,
          partyClass: this.#classOf(each.party),
          counts: this.#classify(each),
        })),
        this.#revocations,
      ),
      verifyP50Milliseconds: quantile(latencies, 0.5),
      verifyP99Milliseconds: quantile(latencies, 0.99),
      verifyMaxMilliseconds: quantile(latencies, 1),
    };
  }

  /** Of parties that are judged. */
  #rejectsOf(wanted: RejectCounts): readonly FalseReject[] {
    return this.#rejects.filter(
      (each) => this.#classify(each) === wanted && !this.#listed.includes(this.#classOf(each.party)),
    );
  }

  #rejectsAt(classes: readonly PartyClass[]): readonly FalseReject[] {
    return this.#rejects.filter(({ party }) => classes.includes(this.#classOf(party)));
  }

  #classify(reject: FalseReject): RejectCounts {
    const signedAt = this.#acceptances.firstSignedAtSeconds(reject.kid);
    const counts = this.#revocations.classify(reject, signedAt, this.#classOf(reject.party));
    return counts === 'false' &&
      this.#outages.explains(reject.atSeconds, this.#classOf(reject.party), reject.ageSeconds)
      ? 'outage'
      : counts;
  }

  #classOf(party: number): PartyClass {
    return classOfParty(this.#partyClasses, party);
  }
}
