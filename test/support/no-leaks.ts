import fs from 'node:fs';
import { ServerResponse } from 'node:http';
import { afterAll, expect } from 'vitest';
import { findLeaks, type Seen } from '../provider/http/seen.js';

/**
 * Attack line provider-19, over the whole suite: of every answer that a provider of ours gave in this process, and of every
 * line that was logged to standard error, whichever test asked for it. Kept to the end of each file.
 */
const place = Symbol.for('keyturn.seen-by-the-suite');
const shared = globalThis as { [place]?: Seen };

/** Where the log goes by default. */
const STANDARD_ERROR = 2;

shared[place] ??= watch({ bodies: [], logLines: [] });

afterAll(() => {
  const seen = shared[place];
  const bodies = seen?.bodies.splice(0) ?? [];
  const logLines = seen?.logLines.splice(0) ?? [];
  expect(findLeaks({ bodies, logLines })).toEqual([]);
});

function watch(seen: Seen): Seen {
  const { end } = ServerResponse.prototype;
  ServerResponse.prototype.end = function (this: ServerResponse, ...args: unknown[]) {
    const [chunk] = args;
    // Others that tests serve may hold what they like; ours say which request they answer.
    if (this.hasHeader('X-Request-Id') && (typeof chunk === 'string' || chunk instanceof Uint8Array))
      seen.bodies.push(Buffer.from(chunk as string).toString('utf8'));
    return Reflect.apply(end, this, args);
  } as typeof end;
  const { write } = fs;
  fs.write = Object.assign((...args: unknown[]) => {
    const [file, text] = args;
    if (file === STANDARD_ERROR && typeof text === 'string') seen.logLines.push(text);
    return Reflect.apply(write, fs, args);
  }, write) as typeof write;
  return seen;
}
