import type { EpochEvents } from './epoch-events.js';
import type { IssuerPaths } from './issuer-paths.js';
import { HttpProblem } from './problem.js';
import type { MountDocument } from './public-document.js';

const RETRY_SECONDS = '30';

/** A stream of the ring's epochs, and nothing else: a hint to refresh, for who wants to hear it at once. Never a source of trust. */
export function mountEvents(mount: MountDocument, paths: IssuerPaths, events: EpochEvents | undefined): void {
  mount(paths.events, async (ctx) => {
    if (events === undefined)
      throw new HttpProblem('not_found', {
        detail: 'this issuer has no event stream: events are not configured',
      });
    ctx.set('Cache-Control', 'no-store');
    // What stands in front keeps nothing back (nginx).
    ctx.set('X-Accel-Buffering', 'no');
    ctx.set('Content-Type', 'text/event-stream');
    if (ctx.method === 'HEAD') {
      ctx.status = 200;
      return;
    }
    const stream = await events.open();
    if (stream === undefined) {
      ctx.remove('Content-Type');
      const headers = { 'Retry-After': RETRY_SECONDS };
      throw new HttpProblem('busy', { detail: 'every place of the event stream is taken', headers });
    }
    ctx.body = stream;
  });
}
