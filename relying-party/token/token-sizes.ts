import { limits } from '../limits.js';

/** How long a token may be, as received. Characters of a compact token are bytes. */
export interface TokenSizes {
  readonly maxTokenBytes: number;
  readonly maxHeaderBytes: number;
}

export const defaultSizes: TokenSizes = {
  maxTokenBytes: limits.maxTokenBytes,
  maxHeaderBytes: limits.maxHeaderBytes,
};

/** What may be read at all before it is known whose token it is: the most that any issuer allows. */
export function largestSizes(sizes: readonly TokenSizes[]): TokenSizes {
  return {
    maxTokenBytes: Math.max(...sizes.map(({ maxTokenBytes }) => maxTokenBytes)),
    maxHeaderBytes: Math.max(...sizes.map(({ maxHeaderBytes }) => maxHeaderBytes)),
  };
}
