/**
 * Which news of a key a party goes by: `refetching` asks for the set when a token names a kid that it does not have,
 * `expiry-only` when its copy has expired and never sooner.
 */
export type PartyClass = 'refetching' | 'expiry-only' | CarelessClass;

/**
 * Parties that nobody should write: one takes the first key of the set, one expects as many keys as there were at first, one
 * takes no set with members that it does not know.
 */
export type CarelessClass = 'first-key' | 'fixed-count' | 'known-members';

/** The classes of a scenario go round its parties. */
export function classOfParty(classes: readonly PartyClass[] | undefined, party: number): PartyClass {
  return classes?.[party % classes.length] ?? 'refetching';
}
