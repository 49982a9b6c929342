/** What stands where the key set was, with the status 200. Nothing of it was ever said by the ring. */
export type KeySetFault =
  | 'no-keys'
  | 'html'
  | 'truncated'
  /** 50 MB of JSON. */
  | 'huge'
  /** Before each key another one of the same kid. */
  | 'duplicate-kids'
  /** Each key with the member of a private half. */
  | 'private-members'
  /** Other keys beside them that nobody knows how to use, and members that are no keys. */
  | 'unknown-kinds'
  /** All keys are others, and the epoch is the same. */
  | 'other-keys'
  /** Without the key that signed last, and the epoch is the same. */
  | 'without-retiring'
  /** Each kid names another key, and the epoch is the same. */
  | 'kids-reused'
  /** The same with a higher epoch, so that parties believe it. */
  | 'kids-reused-anew';

/** Who performs what is done to the documents that parties fetch. Issuing goes on. */
export interface DocumentStage {
  /** Begins at once and ends by itself; of two, the later counts. */
  poisonKeySet?(what: KeySetFault, forSeconds: number): void;
  /** From now on discovery names another address, and there is nothing at the former one. */
  moveKeySet?(): void;
  /** The most bytes of one key set that somebody took. */
  keySetBytesAtMost?(): number;
}
