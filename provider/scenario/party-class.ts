/**
 * Which news of a key a party goes by: `refetching` asks for the set when a token names a kid that it does not have,
 * `expiry-only` when its copy has expired and never sooner.
 */
export type PartyClass = 'refetching' | 'expiry-only';

/** The classes of a scenario go round its parties. */
export function classOfParty(classes: readonly PartyClass[] | undefined, party: number): PartyClass {
  return classes?.[party % classes.length] ?? 'refetching';
}
