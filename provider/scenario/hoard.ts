/** Who can start one process of an issuer anew. */
export interface RestartStage {
  /** One after the other in turn; resolves when it is back. */
  restartOne?(): Promise<void>;
}
