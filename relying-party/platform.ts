import type { Clock } from '@keyturn/shared/clock';
import type { FetchDocument } from './fetch/door.js';
import type { SignatureSeam } from './signature/seam.js';
import type { WaitUntil } from './wait-until.js';

/** What differs between Node and the rest; `index.ts` and `index-web.ts` bind one each. */
export interface Platform {
  readonly fetchDocument: FetchDocument;
  readonly signature: SignatureSeam;
  readonly clock: Clock;
  /** Uniform in [0, 1), for jitter. Default: Math.random. */
  readonly draw?: (() => number) | undefined;
  /** Keeps the runtime at work that no request waits for. Default: nothing is needed. */
  readonly waitUntil?: WaitUntil | undefined;
}
