import type { PartyClass } from './party-class.js';
import type { EmergencyBounds } from './scenario.js';

/** A token of this key was refused at this instant. */
export interface RefusedToken {
  readonly kid: string;
  readonly atSeconds: number;
  /** Default 0. */
  readonly ageSeconds?: number;
}

/** How a refused token counts once its key, or another, was revoked. */
export type RejectClass = 'false' | 'collateral' | 'gap';

/**
 * Which refusals a revocation explains: those of the revoked key's own tokens (E2), and those of the new key's for as long
 * as the computed gap (E3).
 */
export class Revocations {
  readonly #bounds: EmergencyBounds;
  readonly #fromSeconds = new Map<string, number>();
  readonly #forcedAtSeconds: number[] = [];
  #tailSeconds = 0;

  constructor(bounds: EmergencyBounds = { exposureSeconds: 0, gapSeconds: 0 }) {
    this.#bounds = bounds;
  }

  /** @param atSeconds just before the commit: nobody can have known earlier. */
  note(kid: string, atSeconds: number): void {
    this.#fromSeconds.set(kid, atSeconds);
  }

  /** A key signs from now on that parties cannot have been told of: tokens of it may be refused as in an emergency. */
  noteForced(atSeconds: number): void {
    this.#forcedAtSeconds.push(atSeconds);
  }

  /** A token of this key was accepted, asked at this instant. Whether it must not have been. */
  noteAccepted(kid: string, askedAtSeconds: number): boolean {
    const since = askedAtSeconds - (this.#fromSeconds.get(kid) ?? Number.POSITIVE_INFINITY);
    this.#tailSeconds = Math.max(this.#tailSeconds, since);
    return since > this.#bounds.exposureSeconds;
  }

  /** @param firstSignedAtSeconds when the token's key first signed. */
  classify(
    { kid, atSeconds, ageSeconds = 0 }: RefusedToken,
    firstSignedAtSeconds: number,
    partyClass: PartyClass = 'refetching',
  ): RejectClass {
    const revokedAt = this.#fromSeconds.get(kid);
    const { gapSecondsByClass, signsAtMostSeconds = Number.POSITIVE_INFINITY } = this.#bounds;
    const gapSeconds = gapSecondsByClass?.[partyClass] ?? this.#bounds.gapSeconds;
    if (revokedAt !== undefined) {
      const wasStillToSign = atSeconds - ageSeconds <= revokedAt + signsAtMostSeconds;
      return atSeconds >= revokedAt && wasStillToSign ? 'collateral' : 'false';
    }
    const isInGap = [...this.#fromSeconds.values(), ...this.#forcedAtSeconds].some(
      (since) => firstSignedAtSeconds >= since && atSeconds <= since + gapSeconds,
    );
    // Where none is allowed, the very instant of the commit is none either.
    return isInGap && gapSeconds > 0 ? 'gap' : 'false';
  }

  /** From the last revocation or forced hand-over before it. */
  sinceHandOver(atSeconds: number): number {
    const handOvers = [...this.#fromSeconds.values(), ...this.#forcedAtSeconds];
    return atSeconds - Math.max(...handOvers.filter((since) => since <= atSeconds));
  }

  /** How long after its revocation a key was last believed by anybody. */
  get tailSeconds(): number {
    return this.#tailSeconds;
  }
}
