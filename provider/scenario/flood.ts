import type { BadToken } from './bad-token.js';

/** What strangers write who cannot sign: kids that nobody knows, or those of the keys that come next. */
export type Forgery = 'unknown-kids' | 'next-kids';

/** Who makes forgeries in the name of an issuer. */
export interface ForgerStage {
  /** So many of them, each another. */
  forge?(what: Forgery, count: number): Promise<readonly BadToken[]>;
}
