import type { Clock } from '@keyturn/shared/clock';
import type { PublicView } from '../ring/observations.js';
import { noteEpoch, unseen } from '../ring/public-view.js';

export interface PublicWatchParts {
  /** The epoch of the key set as a relying party gets it; undefined where the answer has none. Rejects where there is none. */
  readonly look: () => Promise<number | undefined>;
  /** The store's clock. */
  readonly nowSeconds: () => Promise<number>;
  readonly everySeconds: number;
  readonly clock: Clock;
  /** Told when looks begin to fail, and when they succeed again (undefined). */
  readonly onChange: (failure: unknown) => void;
}

export interface PublicWatch {
  view(): PublicView;
  /** Looks now. Never rejects. */
  lookNow(): Promise<void>;
  close(): void;
}

/** O1: looks at the issuer's own key set from outside, as long as this process runs. */
export function startPublicWatch(parts: PublicWatchParts): PublicWatch {
  const { look, nowSeconds, everySeconds, clock, onChange } = parts;
  let view = unseen;
  let failed = false;
  let closed = false;
  let cancel = () => {};

  async function lookNow(): Promise<void> {
    try {
      // Before the look: an answer shows the set as it was at some time since.
      const askedAtSeconds = await nowSeconds();
      const epoch = await look();
      if (epoch === undefined) throw new Error('the key set at the public address has no epoch');
      view = noteEpoch(view, epoch, askedAtSeconds);
      if (failed) onChange(undefined);
      failed = false;
    } catch (failure) {
      if (!failed) onChange(failure);
      failed = true;
    }
  }

  function lookLater(): void {
    cancel = clock.after(everySeconds * 1000, () => {
      void lookNow().then(() => {
        if (!closed) lookLater();
      });
    });
  }
  lookLater();
  return {
    view: () => view,
    lookNow,
    close() {
      closed = true;
      cancel();
    },
  };
}
