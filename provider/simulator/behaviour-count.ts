import type { SigningPeriod } from './issuer-history.js';
import { Tally } from './tally.js';

/** When the parties of one behaviour came to hold a key that was published while they ran. */
export interface AdoptionCount {
  readonly period: SigningPeriod;
  /** Seconds from its publication. */
  readonly sincePublication: Tally;
  /** How many held it before it signed. */
  aheadOfSigning: number;
  /** How many did not hold it when the study ended. */
  never: number;
  /** Valid tokens of it that were refused. */
  refusedTokens: number;
}

/** What one party came to; instants are infinite where nothing came. */
export interface EndedParty {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** For each signing period when its key was held first. */
  readonly adoptedAt: Float64Array;
  readonly refusedTokens: number;
  readonly revokedAtSeconds: number;
  readonly droppedAtSeconds: number;
}

/** What the parties of one behaviour did. One object, filled by one party after the other. */
export class BehaviourCount {
  parties = 0;
  partySeconds = 0;
  fetches = 0;
  readonly fetchesPerBucket: Uint32Array;
  /** Valid tokens that were refused, but for those of a key that replaced a revoked one. */
  refusedTokens = 0;
  /** Valid tokens of the key that replaced a revoked one (E3). */
  gapTokens = 0;
  /** Parties that refused a valid token. */
  refusingParties = 0;
  /** Tokens of a revoked key that were good before: each of a party's clients is refused once and asks for another. */
  collateralTokens = 0;
  /** Seconds from the revocation to the last at which a token of the revoked key would be accepted. */
  readonly exposure = new Tally();
  /** Parties that would accept one when the study ended. */
  stillExposed = 0;
  readonly adoptions: readonly AdoptionCount[];
  readonly bucketSeconds: number;

  constructor(periods: readonly SigningPeriod[], bucketSeconds: number, endSeconds: number) {
    this.bucketSeconds = bucketSeconds;
    this.fetchesPerBucket = new Uint32Array(Math.ceil(endSeconds / bucketSeconds) + 1);
    this.adoptions = periods.map((period) => ({
      period,
      sincePublication: new Tally(),
      aheadOfSigning: 0,
      never: 0,
      refusedTokens: 0,
    }));
  }

  fetched(atSeconds: number): void {
    const at = Math.floor(atSeconds / this.bucketSeconds);
    this.fetchesPerBucket[at] = (this.fetchesPerBucket[at] ?? 0) + 1;
    this.fetches++;
  }

  ended(party: EndedParty): void {
    this.parties++;
    this.partySeconds += party.endSeconds - party.startSeconds;
    this.refusedTokens += party.refusedTokens;
    if (party.refusedTokens > 0) this.refusingParties++;
    for (const [at, adoption] of this.adoptions.entries())
      countAdoption(adoption, party.startSeconds, party.adoptedAt[at] ?? Number.POSITIVE_INFINITY);
    const { revokedAtSeconds, droppedAtSeconds } = party;
    if (revokedAtSeconds <= party.startSeconds || revokedAtSeconds > party.endSeconds) return;
    if (droppedAtSeconds === Number.POSITIVE_INFINITY) this.stillExposed++;
    else this.exposure.add(droppedAtSeconds - revokedAtSeconds);
  }
}

/** Of parties that were started later nothing is learnt. */
function countAdoption(adoption: AdoptionCount, startSeconds: number, adoptedAtSeconds: number): void {
  const { publishedAtSeconds, fromSeconds } = adoption.period;
  if (publishedAtSeconds <= startSeconds) return;
  if (adoptedAtSeconds === Number.POSITIVE_INFINITY) adoption.never++;
  else adoption.sincePublication.add(adoptedAtSeconds - publishedAtSeconds);
  if (adoptedAtSeconds <= fromSeconds) adoption.aheadOfSigning++;
}
