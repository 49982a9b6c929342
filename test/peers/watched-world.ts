import type { RequestListener } from 'node:http';
import { fetchOnNode } from '@keyturn/relying-party/drill';
import type { Verdict } from '../../provider/watch/verdict.js';
import { watchIssuer } from '../../provider/watch/watch-issuer.js';
import { serve } from './serve.js';

const EVERY_SECONDS = 30;
/** For a machine that is busy; nothing here is slow by itself. */
const PATIENCE_MILLISECONDS = 120_000;

/**
 * An issuer at a loopback address, and a watcher that looks every half a minute of a clock that both share. Reads are of
 * the real network; `pass` moves the clock.
 *
 * @param issuerPath of the issuer at that address. Default: none.
 */
export async function watchedWorld(
  clock: { nowSeconds(): number; advance(seconds: number): Promise<void> },
  issuerPath = '',
) {
  const server = await serve();
  let issue: () => Promise<string> = async () => '';
  const rules = {
    allowLoopback: true,
    allowPrivateNetwork: false,
    deadlineMilliseconds: PATIENCE_MILLISECONDS,
    maxBodyBytes: 256 * 1024,
  };
  const look = watchIssuer(`${server.origin}${issuerPath}`, {
    fetchDocument: fetchOnNode,
    rules,
    metadata: 'openid',
    nowSeconds: () => clock.nowSeconds(),
    getToken: async () => ({ token: await issue() }),
  });
  let verdict: Verdict | undefined;
  return {
    origin: server.origin,
    close: server.close,
    handle(handler: RequestListener) {
      server.handle((request, response) => {
        // Node's own Date would be of another clock.
        response.setHeader('date', new Date(clock.nowSeconds() * 1000).toUTCString());
        handler(request, response);
      });
    },
    issueBy(next: () => Promise<string>) {
      issue = next;
    },
    /** Looks at once, and then every half a minute for so long. */
    async pass(minutes: number) {
      verdict = await look();
      for (let left = minutes * 60; left > 0; left -= EVERY_SECONDS) {
        await clock.advance(EVERY_SECONDS);
        verdict = await look();
      }
    },
    codes: () => [...new Set(verdict?.findings.map(({ code }) => code))].sort(),
    verdict: () => verdict,
  };
}
