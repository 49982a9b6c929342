/**
 * The pure plan that the verifier runs, for simulators and for whoever wants to know what it would do. Unstable: it
 * changes with the verifier and is under no promise.
 */
export { backOffSeconds, longestPauseSeconds } from './keys/back-off.js';
export { type Judgement, judgeSet } from './keys/judge-set.js';
export {
  BURST_REFETCHES,
  canRefetch,
  canRefetchFromSeconds,
  fullBudget,
  type KidBudget,
  spendRefetch,
} from './keys/kid-budget.js';
export {
  type Draws,
  type Lifetime,
  type OutcomePlan,
  planOutcome,
  type RefreshOutcome,
} from './keys/plan-outcome.js';
export {
  hintDelaySeconds,
  nextWakeSeconds,
  planRefresh,
  type RefreshAnswer,
  type RefreshCause,
  type RefreshPlan,
} from './keys/plan-refresh.js';
export { RecentKids } from './keys/recent-kids.js';
export {
  type CacheState,
  type Doubt,
  emptyRefreshState,
  type Flight,
  type HeldSet,
  isFresh,
  isUsable,
  nameState,
  type OfferedSet,
  type RefreshState,
  type SecondLook,
  type SetFacts,
} from './keys/refresh-state.js';
export { settleSeconds } from './keys/settle-news.js';
export { rememberWithdrawn } from './keys/withdrawn-kids.js';
