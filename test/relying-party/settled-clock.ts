import type { Verifier } from '@keyturn/relying-party';
import type { VirtualClock } from '@keyturn/shared/virtual-clock';

/**
 * Moves a verifier's clock on by seconds, and no second begins while a fetch of keys is under way: the network keeps real
 * time, and a jump would end a fetch by its deadline.
 */
export async function advanceSettled(
  clock: VirtualClock,
  verifier: Pick<Verifier, 'status'>,
  seconds: number,
): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await clock.advanceSeconds(1);
    while (verifier.status().some(({ keys }) => keys.state === 'refreshing'))
      await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
