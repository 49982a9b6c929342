/** How often each whole number of seconds came. Its cost does not grow with what it counts but for the longest. */
export class Tally {
  #counts = new Uint32Array(1024);
  #total = 0;
  #most = -1;

  add(seconds: number): void {
    const at = Math.max(0, Math.ceil(seconds));
    if (at >= this.#counts.length) this.#grow(at);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#total++;
    this.#most = Math.max(this.#most, at);
  }

  get total(): number {
    return this.#total;
  }

  /** Null where nothing was counted. */
  get most(): number | null {
    return this.#total === 0 ? null : this.#most;
  }

  /** The least number that this part of all does not exceed; null where nothing was counted. */
  quantile(part: number): number | null {
    let left = Math.ceil(part * this.#total);
    for (let at = 0; at <= this.#most; at++) {
      left -= this.#counts[at] ?? 0;
      if (left <= 0) return at;
    }
    return null;
  }

  /** How many exceed each of these instants, which ascend. */
  countAbove(seconds: readonly number[]): readonly number[] {
    let [at, seen] = [0, 0];
    return seconds.map((bound) => {
      for (; at <= Math.min(bound, this.#most); at++) seen += this.#counts[at] ?? 0;
      return this.#total - seen;
    });
  }

  #grow(at: number): void {
    const wider = new Uint32Array(2 ** Math.ceil(Math.log2(at + 1)));
    wider.set(this.#counts);
    this.#counts = wider;
  }
}
