/** Remembers what was used once. False when the key is there already. */
export interface UsedOnce {
  addIfAbsent(namespace: string, key: string, ttlSeconds: number): Promise<boolean>;
}
