import type { Clock } from '@keyturn/shared/clock';
import type { IssuedToken, KeySetRequest, TargetAnswer } from './world.js';

/** One valid token that was not accepted. Never the token itself. */
export interface FalseReject {
  readonly atSeconds: number;
  readonly party: number;
  readonly kid: string;
  readonly ageSeconds: number;
  readonly answer: 'refused' | 'error';
  readonly code: string | null;
}

/** The figures of a run; durations in the unit of their name. */
export interface Figures {
  readonly validTokensTried: number;
  readonly falseRejects: number;
  readonly falseRejectsRefused: number;
  readonly falseRejectsError: number;
  /** With zero seen in n, the rate is below 3/n with 95 % confidence. */
  readonly falseRejectRateBound95: number | null;
  readonly tokensIssued: number;
  readonly issueFailures: number;
  /** How often each. */
  readonly issueFailureReasons: Readonly<Record<string, number>>;
  readonly signingKids: readonly string[];
  readonly publishedKeysAtMost: number;
  readonly keySetRequests: number;
  readonly keySetRequestsNoCache: number;
  /** Valid tokens whose key the party did not have yet; null where no party could tell. */
  readonly unknownKids: number | null;
  readonly keySetRequestsPerSecondPeak: number;
  readonly verifyP50Milliseconds: number;
  readonly verifyP99Milliseconds: number;
  readonly verifyMaxMilliseconds: number;
  /** From the first token of each kid to its first acceptance by each party, the longest. */
  readonly firstAcceptanceSecondsAtMost: Readonly<Record<string, number>>;
}

const SHOWN_REJECTS = 20;

/** Collects what happens while a scenario runs; `figures` sums it up. */
export class Measures {
  readonly #clock: Clock;
  readonly #rejects: FalseReject[] = [];
  readonly #latencies: number[] = [];
  readonly #issueFailures = new Map<string, number>();
  readonly #firstSigned = new Map<string, number>();
  readonly #firstAccepted = new Map<string, Map<number, number>>();
  #issued = 0;
  #refused = 0;
  #unknownKids = 0;
  #kidsTold = false;
  #published = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  noteIssued({ kid }: IssuedToken): void {
    this.#issued += 1;
    if (!this.#firstSigned.has(kid)) this.#firstSigned.set(kid, this.#clock.nowSeconds());
  }

  /** @param reason says what failed, never with what. */
  noteIssueFailure(reason: string): void {
    this.#issueFailures.set(reason, (this.#issueFailures.get(reason) ?? 0) + 1);
  }

  notePublished(count: number): void {
    this.#published = Math.max(this.#published, count);
  }

  /** Times one presentation of a valid token. */
  async present(party: number, issued: IssuedToken, ask: () => Promise<TargetAnswer>): Promise<void> {
    const started = this.#clock.monotonicMilliseconds();
    const { answer, code, kidKnown } = await ask();
    if (kidKnown !== null) this.#kidsTold = true;
    if (kidKnown === false) this.#unknownKids += 1;
    this.#latencies.push(this.#clock.monotonicMilliseconds() - started);
    const atSeconds = this.#clock.nowSeconds();
    if (answer === 'accepted') return this.#noteAccepted(party, issued.kid, atSeconds);
    if (answer === 'refused') this.#refused += 1;
    this.#rejects.push({
      atSeconds,
      party,
      kid: issued.kid,
      ageSeconds: atSeconds - issued.issuedAtSeconds,
      answer,
      code,
    });
  }

  /** The first few, for the report. */
  shownRejects(): readonly FalseReject[] {
    return this.#rejects.slice(0, SHOWN_REJECTS);
  }

  figures(requests: readonly KeySetRequest[]): Figures {
    const latencies = [...this.#latencies].sort((a, b) => a - b);
    const tried = latencies.length;
    const rejects = this.#rejects.length;
    return {
      validTokensTried: tried,
      falseRejects: rejects,
      falseRejectsRefused: this.#refused,
      falseRejectsError: rejects - this.#refused,
      falseRejectRateBound95: rejects === 0 && tried > 0 ? 3 / tried : null,
      tokensIssued: this.#issued,
      issueFailures: [...this.#issueFailures.values()].reduce((sum, count) => sum + count, 0),
      issueFailureReasons: Object.fromEntries(this.#issueFailures),
      signingKids: [...this.#firstSigned.keys()],
      publishedKeysAtMost: this.#published,
      keySetRequests: requests.length,
      keySetRequestsNoCache: requests.filter(({ noCache }) => noCache).length,
      unknownKids: this.#kidsTold ? this.#unknownKids : null,
      keySetRequestsPerSecondPeak: peakPerSecond(requests),
      verifyP50Milliseconds: quantile(latencies, 0.5),
      verifyP99Milliseconds: quantile(latencies, 0.99),
      verifyMaxMilliseconds: quantile(latencies, 1),
      firstAcceptanceSecondsAtMost: this.#firstAcceptance(),
    };
  }

  #noteAccepted(party: number, kid: string, atSeconds: number): void {
    const parties = this.#firstAccepted.get(kid) ?? new Map<number, number>();
    if (!parties.has(party)) parties.set(party, atSeconds);
    this.#firstAccepted.set(kid, parties);
  }

  #firstAcceptance(): Record<string, number> {
    const waits = [...this.#firstSigned].map(([kid, signedAt]) => {
      const accepted = [...(this.#firstAccepted.get(kid)?.values() ?? [])];
      return [kid, Math.max(0, ...accepted.map((at) => at - signedAt))] as const;
    });
    return Object.fromEntries(waits);
  }
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function peakPerSecond(requests: readonly KeySetRequest[]): number {
  const perSecond = new Map<number, number>();
  for (const { atSeconds } of requests) {
    const second = Math.floor(atSeconds);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  return Math.max(0, ...perSecond.values());
}
