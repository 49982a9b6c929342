import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { createShortLivedState } from '../../../provider/stores/short-lived-state.js';
import { describeShortLivedState } from '../../contract/short-lived-state-contract.js';

describeShortLivedState('in memory', async (maxEntries) => {
  const clock = new VirtualClock(1_700_000_000.25);
  const state = createShortLivedState({ clock, maxEntries });
  return { clock, state, peer: async () => state };
});
