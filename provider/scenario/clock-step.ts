/** Who can set the clock that all windows are counted by. */
export interface ClockStage {
  /** Ends by itself: it is set back. */
  stepClock?(seconds: number, forSeconds: number): void;
}
