/** Processes of the issuer are killed, one after the other, and each is started again. */
export interface KillEvent {
  readonly atSeconds: number;
  readonly do: 'kill';
  /** `each-write`: in or after the first write to the store, then the second, and so on. */
  readonly when: 'each-write' | 'at-random';
  /** No kill begins later than so long after the first. */
  readonly forSeconds: number;
}
