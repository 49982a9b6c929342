import type { PartyClass } from './party-class.js';
import type { KeySetRequest } from './world.js';

/** What an outage explains and what it forbids; seconds after it began. */
export interface OutageTerms {
  readonly forSeconds: number;
  /** Valid tokens may be refused then. Left out: never. */
  readonly mayRefuse?: {
    readonly fromSeconds: number;
    readonly untilSeconds: number;
    /** Left out: to whatever party. */
    readonly partyClass?: PartyClass;
    /** Of those alone that were issued since it began and until then. Left out: whenever they were. */
    readonly issuedUntilSeconds?: number;
  };
  /** From here to its end no token may be accepted at all. Left out: they may. */
  readonly mustRefuseFromSeconds?: number;
}

/** A token was asked for just before its end. */
const GRACE_SECONDS = 0.5;

/** Outages of the origin, and who went on believing a copy for too long. */
export class Outages {
  readonly #began: (OutageTerms & { readonly atSeconds: number })[] = [];
  #acceptedBlind = 0;

  note(terms: OutageTerms, atSeconds: number): void {
    this.#began.push({ ...terms, atSeconds });
  }

  /** A token that was refused at this instant could not be helped. */
  explains(refusedAtSeconds: number, partyClass?: PartyClass, ageSeconds = 0): boolean {
    const issuedAtSeconds = refusedAtSeconds - ageSeconds;
    return this.#began.some(
      ({ mayRefuse, atSeconds }) =>
        mayRefuse !== undefined &&
        (mayRefuse.issuedUntilSeconds === undefined ||
          (issuedAtSeconds >= atSeconds &&
            issuedAtSeconds <= atSeconds + mayRefuse.issuedUntilSeconds + GRACE_SECONDS)) &&
        (mayRefuse.partyClass ?? partyClass) === partyClass &&
        refusedAtSeconds >= atSeconds + mayRefuse.fromSeconds &&
        refusedAtSeconds <= atSeconds + mayRefuse.untilSeconds,
    );
  }

  /** Any token was accepted, asked and answered at these instants. */
  noteAccepted(askedAtSeconds: number, answeredAtSeconds: number): void {
    const isBlind = this.#began.some(
      ({ mustRefuseFromSeconds: from, atSeconds, forSeconds }) =>
        from !== undefined && askedAtSeconds > atSeconds + from && answeredAtSeconds < atSeconds + forSeconds,
    );
    if (isBlind) this.#acceptedBlind += 1;
  }

  /** So many of them during which somebody asked at the origin. */
  askedDuring(requests: readonly Pick<KeySetRequest, 'atSeconds'>[]): number {
    return this.#began.filter(({ atSeconds: began, forSeconds }) =>
      requests.some(({ atSeconds }) => atSeconds >= began && atSeconds <= began + forSeconds),
    ).length;
  }

  /** Tokens that were accepted when every copy must have run out. */
  get acceptedBlind(): number {
    return this.#acceptedBlind;
  }
}
