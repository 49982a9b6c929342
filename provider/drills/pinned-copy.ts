import type { PublicJwk } from '@keyturn/shared/public-jwk';

/** What parties that never fetch were given by hand. */
export class PinnedCopy {
  #keys: readonly PublicJwk[] = [];

  get keys(): readonly PublicJwk[] {
    return this.#keys;
  }

  put(keys: readonly PublicJwk[]): void {
    this.#keys = keys;
  }
}
