import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** One answer of the script: JSON with headers, or anything that can be done to a response. */
export type Answer = (response: ServerResponse, headers: IncomingHttpHeaders) => void;

export interface ScriptedIssuer {
  readonly issuer: string;
  /** Each request as it came, in order. */
  readonly requests: { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  /** From now on the path is answered like this. */
  on(path: string, answer: Answer): void;
  /** Ends every connection without a word. */
  hangUp(): void;
  /** How often the path was asked for. */
  count(path: string): number;
}

export const jwksPath = '/jwks';
export const discoveryPath = '/.well-known/openid-configuration';

/** A provider on loopback that answers what the test says, and goes with the test. */
export async function startScriptedIssuer(): Promise<ScriptedIssuer> {
  const answers = new Map<string, Answer>();
  const requests: ScriptedIssuer['requests'] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push({ path, headers: request.headers });
    // The tests' clock is not this one.
    response.sendDate = false;
    const answer = answers.get(path) ?? status(404);
    answer(response, request.headers);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  answers.set(discoveryPath, json({ issuer, jwks_uri: `${issuer}${jwksPath}` }));
  return {
    issuer,
    requests,
    hangUp: () => server.closeAllConnections(),
    on: (path, answer) => answers.set(path, answer),
    count: (path) => requests.filter((request) => request.path === path).length,
  };
}

/** 200 with a JSON body; headers as given, which may replace the content type. */
export function json(body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

export function text(body: string, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end(body);
  };
}

export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(code, headers);
    response.end();
  };
}

/** Hangs up without a word. */
export const reset: Answer = (response) => {
  response.socket?.destroy();
};

/** Takes the request and never answers. */
export const hang: Answer = () => undefined;

/** 200, then one byte at a time for ever. */
export const drip: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
};

/** 200 and a body of so many bytes, as fast as the other end takes it. Tells how many were handed over. */
export function endless(totalBytes: number, onSent: (bytes: number) => void): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const chunk = Buffer.alloc(65_536, 0x20);
    let sentBytes = 0;
    const send = () => {
      while (sentBytes < totalBytes && !response.destroyed) {
        sentBytes += chunk.length;
        onSent(sentBytes);
        if (!response.write(chunk)) {
          response.once('drain', send);
          return;
        }
      }
      response.end();
    };
    send();
  };
}
