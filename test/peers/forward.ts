import type { RequestListener } from 'node:http';
import { request } from 'node:http';

/** Hands each request on to a process of its own; the answer's `date` is whatever was set before. */
export function forwardTo(port: number): RequestListener {
  return (incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      const { date: _, ...rest } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, rest);
      answer.pipe(outgoing);
    });
    onward.once('error', () => outgoing.headersSent || outgoing.writeHead(502).end());
    incoming.pipe(onward);
  };
}
