import { chainLimits } from './chain-limits.js';

/** Remembers which outers, DPoP proofs or one-time tokens were seen. One in memory is made where none is given; several processes need a shared one. */
export interface ReplayMemory {
  /**
   * Remembers an outer, once.
   * @returns `new`; `seen` when it was remembered before; `full` when it cannot be remembered, so that it is refused.
   */
  remember(outer: SeenOuter): ReplayAnswer | Promise<ReplayAnswer>;
}

export type ReplayAnswer = 'new' | 'seen' | 'full';

export interface SeenOuter {
  /**
   * RFC 7638 thumbprint of the holder's key, or JSON of who issued: what each calls its requests or tokens is its own
   * affair.
   */
  readonly holder: string;
  /** `jti` of the claims, else `nonce` of the header. */
  readonly id: string;
  /** Until when the outer would be accepted, seconds. */
  readonly untilSeconds: number;
  readonly nowSeconds: number;
}

interface Lot {
  readonly keys: string[];
  readonly holders: string[];
}

/** In memory, bounded as a whole and for each holder. Outers are forgotten in lots, so that no sweep is long. */
export function createReplayMemory(
  maxOuters: number = chainLimits.maxRememberedOuters,
  maxPerHolder: number = chainLimits.maxRememberedOutersPerHolder,
): ReplayMemory {
  const seen = new Set<string>();
  const countOf = new Map<string, number>();
  const lots = new Map<number, Lot>();
  let sweptLot = Number.NEGATIVE_INFINITY;

  const forget = (lot: Lot): void => {
    for (const key of lot.keys) seen.delete(key);
    for (const holder of lot.holders) {
      const left = (countOf.get(holder) ?? 0) - 1;
      if (left > 0) countOf.set(holder, left);
      else countOf.delete(holder);
    }
  };
  const sweep = (nowLot: number): void => {
    if (nowLot <= sweptLot) return;
    sweptLot = nowLot;
    for (const [number, lot] of lots) {
      if (number >= nowLot) continue;
      forget(lot);
      lots.delete(number);
    }
  };
  return {
    remember({ holder, id, untilSeconds, nowSeconds }) {
      sweep(lotOf(nowSeconds));
      // A thumbprint has a fixed length and JSON an end, so that no id can imitate another pair.
      const key = `${holder} ${id}`;
      if (seen.has(key)) return 'seen';
      const count = countOf.get(holder) ?? 0;
      if (seen.size >= maxOuters || count >= maxPerHolder) return 'full';
      seen.add(key);
      countOf.set(holder, count + 1);
      const number = lotOf(untilSeconds);
      const lot = lots.get(number) ?? { keys: [], holders: [] };
      lots.set(number, lot);
      lot.keys.push(key);
      lot.holders.push(holder);
      return 'new';
    },
  };
}

function lotOf(seconds: number): number {
  return Math.floor(seconds / chainLimits.forgetOutersEverySeconds);
}
