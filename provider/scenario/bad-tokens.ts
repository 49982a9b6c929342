import type { BadToken } from './world.js';

/** What became of tokens that must be refused. */
export class BadTokens {
  readonly #answers = new Map<string, Map<string, number>>();
  #tried = 0;
  #falseAccepts = 0;
  #lateAccepts = 0;
  #wrongCodes = 0;

  /**
   * @param refusal null where it was accepted.
   * @param isHarm it must not have been accepted.
   */
  note({ what, code, revokedKid }: BadToken, refusal: string | null, isHarm: boolean): void {
    this.#tried += 1;
    if (isHarm && revokedKid !== undefined) this.noteLate();
    else if (isHarm) this.#falseAccepts += 1;
    if (refusal !== null && code !== null && ![code].flat().includes(refusal)) this.#wrongCodes += 1;
    const answers = this.#answers.get(what) ?? new Map<string, number>();
    const answer = refusal ?? 'accepted';
    this.#answers.set(what, answers.set(answer, (answers.get(answer) ?? 0) + 1));
  }

  /** A token that was valid once was accepted after its time. */
  noteLate(): void {
    this.#falseAccepts += 1;
    this.#lateAccepts += 1;
  }

  figures() {
    return {
      badTokensTried: this.#tried,
      falseAccepts: this.#falseAccepts,
      falseAcceptRateBound95: this.#falseAccepts === 0 && this.#tried > 0 ? 3 / this.#tried : null,
      lateAccepts: this.#lateAccepts,
      wrongCodes: this.#wrongCodes,
      badTokenAnswers: Object.fromEntries(
        [...this.#answers].map(([what, answers]) => [what, Object.fromEntries(answers)]),
      ),
    };
  }
}
