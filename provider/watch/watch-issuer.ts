import { observe } from './observe.js';
import { type SampleDoor, takeSamples } from './take-samples.js';
import { type Verdict, verdictOf } from './verdict.js';
import { startWatch } from './watch-state.js';

/** Watches one issuer: each look answers the verdict on all that was seen so far. */
export function watchIssuer(issuer: string, door: SampleDoor): () => Promise<Verdict> {
  let state = startWatch(issuer);
  return async () => {
    for (const sample of await takeSamples(issuer, door, state.discovery?.jwksUri))
      state = observe(state, sample);
    return verdictOf(state, door.nowSeconds());
  };
}
