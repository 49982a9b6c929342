import { type RingProperty, ringProperties } from '../../support/ring-properties.js';
import { headersEndBeforeUnknownSigner } from '../../support/served-properties.js';

/** What is looked at in the history of a ring: every body and every signature that there could have been. */
export const historyProperties = {
  ...ringProperties,
  headersEndBeforeUnknownSigner,
} as const satisfies Record<string, RingProperty>;

export type HistoryPropertyName = keyof typeof historyProperties;
