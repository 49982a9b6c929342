import type { KeyRing } from '../ring/key-ring.js';
import type { Observations } from '../ring/observations.js';
import type { RingContext } from './ring-context.js';
import type { Candidates, SelfChecks } from './self-check.js';

/** Everything that the plan must be told, of this ring and by this process. */
export async function observe(
  { publicView, clockWatch, signerWatch }: RingContext,
  selfChecks: SelfChecks,
  ring: KeyRing,
  candidates?: Candidates,
): Promise<Observations> {
  return {
    selfChecked: await selfChecks.observe(ring, candidates),
    publicView: publicView?.(),
    clockStep: clockWatch?.pending(ring),
    failingSigners: signerWatch?.failing(),
  };
}
