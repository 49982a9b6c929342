import type { VerifierEventName, VerifierEvents } from '../events.js';

interface EventCounter<N extends VerifierEventName> {
  readonly description: string;
  /**
   * Members of the event that become attributes. Never what a stranger's token claims: each value of an attribute is a
   * series of its own, and strangers could make as many as they like.
   */
  readonly attributes: readonly (keyof VerifierEvents[N] & ('issuer' | 'reason' | 'code'))[];
}

/** One counter for each event; a new event fails to compile until it has one. */
export const eventCounters: { readonly [N in VerifierEventName]: EventCounter<N> } = {
  'keys.changed': { description: 'Another key set is in use.', attributes: ['issuer'] },
  'key.removed': { description: 'A key left the set.', attributes: ['issuer'] },
  'keyset.suspicious': { description: 'A set or a key looks wrong.', attributes: ['issuer', 'reason'] },
  'refresh.failed': { description: 'Keys could not be read.', attributes: ['issuer', 'reason'] },
  'stale.served': { description: 'Keys past their freshness are used.', attributes: ['issuer'] },
  'issuers.failed': { description: 'An issuer could not be looked up.', attributes: ['reason'] },
  'keys.recalled': { description: 'Keys that were kept stand behind those fetched.', attributes: ['issuer'] },
  'store.failed': { description: 'Keys could not be kept or recalled.', attributes: ['issuer', 'reason'] },
  'keys.awaited': { description: 'A request waited for keys.', attributes: ['issuer', 'reason'] },
  'introspection.failed': { description: 'An issuer could not be asked.', attributes: ['issuer', 'reason'] },
  'token.refused': { description: 'A token was refused.', attributes: ['code'] },
};

/** Of the event that a metric counts. */
export const counterName = (event: VerifierEventName): string =>
  `keyturn.verifier.${event.replace('.', '_')}`;
