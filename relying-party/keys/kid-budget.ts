/**
 * The budget for refetches that a stranger's token can cause: five at once, then one for each cooldown. It is one
 * number, the instant up to which refetches are paid for (the generic cell rate algorithm), so that it never drifts.
 */
export interface KidBudget {
  readonly paidUntilSeconds: number;
}

export const BURST_REFETCHES = 5;

export const fullBudget: KidBudget = { paidUntilSeconds: Number.NEGATIVE_INFINITY };

/** Whether a refetch may start at `now`. */
export function canRefetch(budget: KidBudget, now: number, cooldownSeconds: number): boolean {
  return now >= canRefetchFromSeconds(budget, cooldownSeconds);
}

/** The instant from which a refetch may start. */
export function canRefetchFromSeconds({ paidUntilSeconds }: KidBudget, cooldownSeconds: number): number {
  return paidUntilSeconds - (BURST_REFETCHES - 1) * cooldownSeconds;
}

/** One fetch less. Below nothing it does not go, so that no fetch delays the next by more than one cooldown. */
export function spendRefetch(budget: KidBudget, now: number, cooldownSeconds: number): KidBudget {
  const paid = Math.max(budget.paidUntilSeconds, now) + cooldownSeconds;
  return { paidUntilSeconds: Math.min(paid, now + BURST_REFETCHES * cooldownSeconds) };
}

/**
 * For a fetch that nobody's token caused: it counts only while the budget is in use, so that a flood finds it smaller
 * and quiet times leave it whole.
 */
export function countRefetch(budget: KidBudget, now: number, cooldownSeconds: number): KidBudget {
  return budget.paidUntilSeconds > now ? spendRefetch(budget, now, cooldownSeconds) : budget;
}
