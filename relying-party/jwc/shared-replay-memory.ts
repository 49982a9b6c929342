import type { ReplayMemory } from './replay-memory.js';

/** What several processes share: a store that can claim a name once. */
export interface ClaimOnce {
  /**
   * Claims a name, in one atomic step of the store (Redis `SET name 1 NX EX seconds`, SQL `INSERT … ON CONFLICT DO
   * NOTHING`): of two processes that ask at once, one is told true. To look first and to write then is not enough.
   * @param ttlSeconds For how long at least the name stays claimed, whole seconds.
   * @returns true for who came first.
   */
  claimOnce(name: string, ttlSeconds: number): Promise<boolean>;
}

/** Another process's clock may be behind, and the store counts whole seconds. */
const MARGIN_SECONDS = 120;

/**
 * A memory of outers (`jwc({ replayMemory })`) or of DPoP proofs (`createDpopCheck({ replayMemory })`) that processes
 * share and that outlives them. A store that fails lets nothing through: the request is answered with 503.
 * @param purpose Keeps names of different uses of one store apart, such as `orders/dpop`.
 * @param onFailure Told of what the store threw. Default: nobody.
 */
export function createSharedReplayMemory(
  store: ClaimOnce,
  purpose: string,
  onFailure: (failure: unknown) => void = () => {},
): ReplayMemory {
  return {
    async remember({ holder, id, untilSeconds, nowSeconds }) {
      const ttlSeconds = Math.ceil(Math.max(0, untilSeconds - nowSeconds)) + MARGIN_SECONDS;
      try {
        // Anything but true is no claim: a store that answers with nothing must not let everything through.
        const isFirst = await store.claimOnce(JSON.stringify([purpose, holder, id]), ttlSeconds);
        return isFirst === true ? 'new' : 'seen';
      } catch (failure) {
        onFailure(failure);
        return 'full';
      }
    },
  };
}
