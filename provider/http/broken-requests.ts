import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '@keyturn/shared/clock';
import type { Connections } from './connections.js';
import type { ProblemCode } from './problem.js';
import { PROBLEM_CONTENT_TYPE, problemDocument, problems } from './problem.js';
import { securityHeaders } from './security-headers.js';

const parserProblems: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** How long what still arrives is thrown away, so that the caller gets its answer and not a broken connection. */
const LINGER_MILLISECONDS = 1_000;

/**
 * What the parser refuses never reaches the application: it gets a clean answer here, after the answers to what came
 * whole before it on the same connection (RFC 9112 section 9.3.2), and the connection ends.
 */
export function answerBrokenRequests(
  connections: Pick<Connections, 'answered'>,
  clock: Clock,
): (error: NodeJS.ErrnoException, socket: Duplex) => void {
  const broken = new WeakSet<Duplex>();
  return (error, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    // A parser that failed fails again at whatever comes next.
    if (broken.has(socket)) return;
    broken.add(socket);
    void connections.answered(socket).then(() => {
      if (socket.writable) socket.end(answerTo(error));
      const cancel = clock.after(LINGER_MILLISECONDS, () => socket.destroy());
      socket.once('close', cancel);
    });
  };
}

function answerTo({ code: parserCode }: NodeJS.ErrnoException): string {
  const code = parserProblems[parserCode ?? ''] ?? 'request_malformed';
  const { status, title } = problems[code];
  const body = JSON.stringify(problemDocument(code, status, title, title));
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
    `Content-Type: ${PROBLEM_CONTENT_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
    ...Object.entries(securityHeaders).map(([name, value]) => `${name}: ${value}`),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
