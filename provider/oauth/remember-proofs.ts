import type { DpopCheckOptions } from '@keyturn/relying-party/dpop';
import { StoreError } from '../stores/ring-store.js';
import type { UsedOnce } from './used-once.js';

type ReplayMemory = NonNullable<DpopCheckOptions['replayMemory']>;

/** A proof was accepted at some instant of its minute, and another process's clock may be a little behind. */
const MARGIN_SECONDS = 120;

/** The verifier's memory of proofs, kept where the issuer keeps what was used once: for all its processes. */
export function rememberProofs(memory: UsedOnce, tokenEndpoint: string): ReplayMemory {
  return {
    async remember({ holder, id, untilSeconds, nowSeconds }) {
      const ttlSeconds = Math.max(1, untilSeconds - nowSeconds) + MARGIN_SECONDS;
      try {
        const isFirst = await memory.addIfAbsent(
          'dpop-proof',
          JSON.stringify([tokenEndpoint, holder, id]),
          ttlSeconds,
        );
        return isFirst ? 'new' : 'seen';
      } catch (error) {
        // What cannot be remembered is refused.
        if (error instanceof StoreError) return 'full';
        throw error;
      }
    },
  };
}
