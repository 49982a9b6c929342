/** The ring's epoch as a member of the served key set and of each token's header (unregistered, never `crit`). */
export const epochMember = 'keyturn_epoch';

/** Reads an epoch from parsed JSON; anything but a non-negative safe integer is no epoch. */
export function readEpoch(holder: Readonly<Record<string, unknown>>): number | undefined {
  const value = holder[epochMember];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
