import { sleep } from '@keyturn/shared/clock';
import type { EventBase, EventKinds } from './event.js';
import { notHere } from './event.js';

/** Restarts and rotations in turn, evenly; that the ring refuses most of them is right. */
export type HoardEvent = EventBase & {
  readonly do: 'hoard';
  readonly series: string;
  readonly times: number;
  readonly forSeconds: number;
};

export const hoardEvents: EventKinds<HoardEvent> = {
  hoard: {
    endsSigning: true,
    async perform({ series, times, forSeconds }, issuer, { clock }) {
      if (issuer.restartOne === undefined) return notHere;
      const pauseMilliseconds = (forSeconds / times) * 1000;
      const endsAtSeconds = clock.nowSeconds() + forSeconds;
      for (let time = 0; time < times && clock.nowSeconds() < endsAtSeconds; time++) {
        if (time % 2 === 0) await issuer.restartOne();
        else await issuer.rotate(series);
        await sleep(clock, pauseMilliseconds);
      }
      return { outcome: 'done', rule: null };
    },
  },
};
