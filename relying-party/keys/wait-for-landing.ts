import type { KeyRefresher, KeyRefresherOptions } from './key-refresher.js';
import type { Landing } from './refresh-verdict.js';

type Waiting = Pick<KeyRefresherOptions, 'clock' | 'durations'>;
type Flying = Pick<KeyRefresher, 'landing' | 'now' | 'state'>;

/** Until when a verification that begins to wait now may wait, whatever it then waits for. */
export function patienceUntilSeconds({ now }: Flying, { durations }: Waiting): number {
  return now() + durations.fetchDeadlineSeconds;
}

/** The end of the flight under way; undefined when it is not over by then, or has taken as long as one fetch may. */
export async function waitForLanding(
  refresher: Flying,
  untilSeconds: number,
  { clock, durations }: Waiting,
): Promise<Landing | undefined> {
  const { flight } = refresher.state;
  const lateAt = (flight?.startedAtSeconds ?? untilSeconds) + durations.fetchDeadlineSeconds;
  const leftSeconds = Math.max(0, Math.min(untilSeconds, lateAt) - refresher.now());
  let cancel = () => {};
  const late = new Promise<undefined>((resolve) => {
    cancel = clock.after(Math.ceil(leftSeconds * 1000), () => resolve(undefined));
  });
  return Promise.race([refresher.landing(), late]).finally(cancel);
}
