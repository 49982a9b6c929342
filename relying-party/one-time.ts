import { createReplayMemory, type ReplayMemory } from './jwc/replay-memory.js';
import { oneTimeLimits } from './one-time/one-time-limits.js';
import { refuseSecondUse } from './one-time/refuse-second-use.js';
import { OptionRefusal } from './options/option-refusal.js';
import { readBag } from './options/read-option.js';
import type { FurtherCheckPlug } from './trust/further-check.js';

export type { ReplayAnswer, ReplayMemory, SeenOuter } from './jwc/replay-memory.js';
export { type ClaimOnce, createSharedReplayMemory } from './jwc/shared-replay-memory.js';
export type { FurtherCheckPlug } from './trust/further-check.js';

export interface OneTimeOptions {
  /** Tokens that the process remembers, 1 to 10,000,000. Default 100,000. Beyond it tokens are refused with 503. */
  readonly maxTokens?: number;
  /**
   * Where tokens are remembered instead: several processes need a memory that they share, by `createSharedReplayMemory`.
   * Default: the process's own, bounded, which a restart empties.
   */
  readonly replayMemory?: ReplayMemory;
}

/**
 * Takes each token once, for `createVerifier({ furtherChecks: [oneTimeTokens()], … })`. A token is remembered until `exp`
 * and the leeway are past. `explain` uses a token up as `verify` does: it is the same engine.
 * @throws OptionRefusal
 */
export function oneTimeTokens(options: OneTimeOptions = {}): FurtherCheckPlug {
  const { maxTokens, replayMemory } = readBag(options, 'oneTimeTokens', ['maxTokens', 'replayMemory']);
  if (maxTokens !== undefined && replayMemory !== undefined)
    throw new OptionRefusal('option_invalid', 'oneTimeTokens', 'takes one of maxTokens and replayMemory.');
  const most = readCount(maxTokens);
  return {
    name: 'replay',
    attach() {
      const memory = (replayMemory as ReplayMemory | undefined) ?? createReplayMemory(most, most);
      return (checked, nowSeconds) => refuseSecondUse(memory, checked, nowSeconds);
    },
  };
}

function readCount(value: unknown): number {
  const { maxTokens, mostTokens } = oneTimeLimits;
  if (value === undefined) return maxTokens;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostTokens) return value;
  throw new OptionRefusal(
    'option_invalid',
    'oneTimeTokens.maxTokens',
    `must be a whole number from 1 to ${mostTokens}.`,
  );
}
