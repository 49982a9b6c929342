/** Which keys live, and until when. Bounded; forgets what has expired and nothing else. Seconds of the caller's clock. */
export class ExpiryIndex {
  readonly #maxEntries: number;
  readonly #expiresAtSeconds = new Map<string, number>();
  /** Before this instant a sweep would find nothing. */
  #nextExpiryAtSeconds = Number.POSITIVE_INFINITY;

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  has(id: string, nowSeconds: number): boolean {
    const expiresAt = this.#expiresAtSeconds.get(id);
    return expiresAt !== undefined && nowSeconds < expiresAt;
  }

  /**
   * Lets a key live from now on. Answers the keys that were forgotten to make room, or null when there is none.
   * @param ttlSeconds more than zero. Rounded up to whole seconds, so that a full index is swept once a second at most.
   */
  admit(id: string, nowSeconds: number, ttlSeconds: number): readonly string[] | null {
    if (!(ttlSeconds > 0 && Number.isFinite(ttlSeconds)))
      throw new RangeError('ttlSeconds is no time to live');
    const isNew = !this.#expiresAtSeconds.has(id);
    const expired = isNew && this.#expiresAtSeconds.size >= this.#maxEntries ? this.#sweep(nowSeconds) : [];
    if (isNew && this.#expiresAtSeconds.size >= this.#maxEntries) return null;
    const expiresAt = Math.ceil(nowSeconds + ttlSeconds);
    this.#expiresAtSeconds.set(id, expiresAt);
    this.#nextExpiryAtSeconds = Math.min(this.#nextExpiryAtSeconds, expiresAt);
    return expired;
  }

  forget(id: string): void {
    this.#expiresAtSeconds.delete(id);
  }

  #sweep(nowSeconds: number): readonly string[] {
    if (nowSeconds < this.#nextExpiryAtSeconds) return [];
    const expired: string[] = [];
    this.#nextExpiryAtSeconds = Number.POSITIVE_INFINITY;
    for (const [id, expiresAt] of this.#expiresAtSeconds) {
      if (expiresAt <= nowSeconds) expired.push(id);
      else this.#nextExpiryAtSeconds = Math.min(this.#nextExpiryAtSeconds, expiresAt);
    }
    for (const id of expired) this.#expiresAtSeconds.delete(id);
    return expired;
  }
}
