import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { createMemoryRingStore } from '../../../provider/stores/memory-ring-store.js';
import { describeRingStore } from '../../contract/ring-store-contract.js';

describeRingStore('memory', async (document) => {
  const store = createMemoryRingStore(new VirtualClock(1_700_000_000), document);
  return { store, peer: store, nowSeconds: 1_700_000_000, tearDown: async () => {} };
});
