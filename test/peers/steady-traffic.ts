import type { Verifier } from '@keyturn/relying-party';
import { isRejection } from '@keyturn/relying-party';
import { sleep, systemClock } from '@keyturn/shared/clock';

/** Verifies a new token every few milliseconds, and each once more later, until told to stop. */
export function steadyTraffic(verifier: Verifier, issue: () => Promise<string>) {
  const refused: string[] = [];
  const kids = new Set<string>();
  let accepted = 0;
  let running = true;
  const check = async (token: string) => {
    try {
      const { kid } = await verifier.verify(token);
      accepted += 1;
      if (kid !== undefined) kids.add(kid);
    } catch (error) {
      refused.push(isRejection(error) ? error.code : String(error));
    }
  };
  const loop = (async () => {
    const again: Promise<void>[] = [];
    while (running) {
      const token = await issue();
      await check(token);
      again.push(sleep(systemClock, 700).then(() => check(token)));
      await sleep(systemClock, 20);
    }
    await Promise.all(again);
  })();
  return {
    /** Ends the traffic and answers what came of it. */
    async stop() {
      running = false;
      await loop;
      return { accepted, refused, kids: [...kids] };
    },
  };
}
