import type { RejectionCode } from '../rejection.js';

export type X5cCode = Extract<RejectionCode, `x5c_${string}`>;

/** Why a certificate or a path is not accepted. A value, not an error: the search goes on with the next path. */
export interface Finding {
  readonly code: X5cCode;
  /** One sentence for a person. */
  readonly message: string;
}

export const find = (code: X5cCode, message: string): Finding => ({ code, message });
