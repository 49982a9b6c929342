import type { RequestListener, ServerResponse } from 'node:http';
import { type Clock, sleep } from '@keyturn/shared/clock';
import { publicJwk } from './fixed-keys.js';

/** How one document is answered. */
export type Script = RequestListener;

export function answerJson(document: unknown, maxAgeSeconds = 300): Script {
  const body = JSON.stringify(document);
  const headers = { 'content-type': 'application/json', 'cache-control': `public, max-age=${maxAgeSeconds}` };
  return (_request, response) => response.writeHead(200, headers).end(body);
}

export const unavailable: Script = (_request, response) =>
  response.writeHead(503, { 'cache-control': 'no-store' }).end();

export const notThere: Script = (_request, response) => response.writeHead(404).end();

export const redirectTo =
  (location: string): Script =>
  (_request, response) =>
    response.writeHead(302, { location }).end();

export const after =
  (clock: Clock, seconds: number, script: Script): Script =>
  (request, response) =>
    clock.after(seconds * 1000, () => script(request, response));

const whole = JSON.stringify({ keys: [publicJwk('first')] });

/** A good key set that comes a byte a second. */
export const dripping =
  (clock: Clock): Script =>
  async (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    for (const character of whole) {
      if (response.destroyed) return;
      response.write(character);
      await sleep(clock, 1000);
    }
    response.end();
  };

const MEBIBYTE = 1024 * 1024;
const blank = Buffer.alloc(64 * 1024, ' ');

/** A good key set behind so many mebibytes of nothing. `onLeft` hears how many bytes have left. */
export const padded =
  (mebibytes: number, onLeft: (bytes: number) => void): Script =>
  async (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    for (let left = mebibytes * MEBIBYTE; left > 0; left -= blank.length)
      if (!(await written(response, onLeft))) return;
    response.end(whole);
  };

/** Goes on for as long as somebody reads, a mebibyte a second. */
export const endless =
  (clock: Clock, onLeft: (bytes: number) => void): Script =>
  async (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    while (await written(response, onLeft)) await sleep(clock, (1000 * blank.length) / MEBIBYTE);
  };

/** False where nobody reads any more. */
function written(response: ServerResponse, onLeft: (bytes: number) => void): Promise<boolean> {
  return new Promise((resolve) => {
    if (response.destroyed) return resolve(false);
    const gone = () => resolve(false);
    response.once('close', gone);
    response.write(blank, (error) => {
      response.off('close', gone);
      if (!error) onLeft(blank.length);
      resolve(!error);
    });
  });
}
