import { randomUUID } from 'node:crypto';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { createSharedRingStore } from '../../provider/stores/shared-ring-store.js';
import type { SharedServer } from '../../provider/stores/shared-server.js';
import { createSharedShortLivedState } from '../../provider/stores/shared-short-lived-state.js';
import { describeRingStore } from '../contract/ring-store-contract.js';
import { describeShortLivedState } from '../contract/short-lived-state-contract.js';
import type { DatabaseServer } from './database-server.js';
import { sharedKinds } from './shared-kinds.js';

describe.each(sharedKinds)('$name', ({ name, start, connect, age }) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.discard());

  /** Nothing is there of an issuer whose name is new. */
  const newIssuer = () => `https://issuer.example/${randomUUID()}`;

  describeRingStore(name, async (document) => {
    const issuer = newIssuer();
    const [one, other] = [await connect(server.url, issuer), await connect(server.url, issuer)];
    if (document !== undefined) await one.swapRing(null, document, Number.POSITIVE_INFINITY);
    return {
      store: createSharedRingStore(one, name),
      peer: createSharedRingStore(other, name),
      tearDown: async () => {},
    };
  });

  describeShortLivedState(name, async (maxEntries) => {
    const issuer = newIssuer();
    const passing = new VirtualClock(0);
    const opened: SharedServer[] = [];
    onTestFinished(async () => {
      await Promise.all(opened.map((each) => each.close()));
    });
    const stateOn = async () => {
      const on = await connect(server.url, issuer);
      opened.push(on);
      return createSharedShortLivedState(on, { clock: passing, maxEntries });
    };
    return {
      clock: {
        nowSeconds: () => passing.nowSeconds(),
        async advanceSeconds(seconds) {
          await passing.advanceSeconds(seconds);
          await age(server.url, seconds);
        },
      },
      graceSeconds: 1,
      sharesBound: false,
      state: await stateOn(),
      peer: stateOn,
    };
  });
});
