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
  #tailSeconds = 0;

  constructor(bounds: EmergencyBounds = { exposureSeconds: 0, gapSeconds: 0 }) {
    this.#bounds = bounds;
  }

  /** @param atSeconds just before the commit: nobody can have known earlier. */
  note(kid: string, atSeconds: number): void {
    this.#fromSeconds.set(kid, atSeconds);
  }

  /** A token of this key was accepted, asked at this instant. Whether it must not have been. */
  noteAccepted(kid: string, askedAtSeconds: number): boolean {
    const since = askedAtSeconds - (this.#fromSeconds.get(kid) ?? Number.POSITIVE_INFINITY);
    this.#tailSeconds = Math.max(this.#tailSeconds, since);
    return since > this.#bounds.exposureSeconds;
  }

  /** @param firstSignedAtSeconds when the token's key first signed. */
  classify({ kid, atSeconds, ageSeconds = 0 }: RefusedToken, firstSignedAtSeconds: number): RejectClass {
    const revokedAt = this.#fromSeconds.get(kid);
    const { gapSeconds, signsAtMostSeconds = Number.POSITIVE_INFINITY } = this.#bounds;
    if (revokedAt !== undefined) {
      const wasStillToSign = atSeconds - ageSeconds <= revokedAt + signsAtMostSeconds;
      return atSeconds >= revokedAt && wasStillToSign ? 'collateral' : 'false';
    }
    const isInGap = [...this.#fromSeconds.values()].some(
      (since) => firstSignedAtSeconds >= since && atSeconds <= since + gapSeconds,
    );
    // Where none is allowed, the very instant of the commit is none either.
    return isInGap && gapSeconds > 0 ? 'gap' : 'false';
  }

  /** How long after its revocation a key was last believed by anybody. */
  get tailSeconds(): number {
    return this.#tailSeconds;
  }
}
