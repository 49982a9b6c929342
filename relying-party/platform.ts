import type { Clock } from '@keyturn/shared/clock';
import type { FetchDocument } from './fetch/door.js';
import type { SignatureSeam } from './signature/seam.js';

/** What differs between Node and the rest; `index.ts` and `index-web.ts` bind one each. */
export interface Platform {
  readonly fetchDocument: FetchDocument;
  readonly signature: SignatureSeam;
  readonly clock: Clock;
  /** Uniform in [0, 1), for jitter. Default: Math.random. */
  readonly draw?: (() => number) | undefined;
}
