/**
 * Tests that watch real seconds go by: they leave the processor alone, and each tells a stall of the machine from harm.
 * They come after all others in the tier that has the time.
 */
export const realTimeTests = [
  'interop/kill-trials.test.ts',
  'interop/replica-trials.test.ts',
  'lab/our-column.test.ts',
  'provider/drills/live-ring.test.ts',
  'provider/drills/over-http.test.ts',
  'provider/examples/signing-replicas.test.ts',
  'readme/drill-guide.test.ts',
];

/** Drills of many parties on a virtual clock, each with its twin: they leave nothing of the processor to others. */
export const longDrillTests = [
  'provider/drills/access-tokens.test.ts',
  'provider/drills/attacks.test.ts',
  'provider/drills/boundary.test.ts',
  'provider/drills/documents.test.ts',
  'provider/drills/edges-and-rings.test.ts',
  'provider/drills/inner-key.test.ts',
  'provider/drills/replicas.test.ts',
  'provider/drills/url-targets.test.ts',
  'score-board/wrong-sets.test.ts',
];
