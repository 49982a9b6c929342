import type { RequestListener, Server, ServerResponse } from 'node:http';
import { createServer, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '@keyturn/shared/clock';
import { KeyturnError } from '@keyturn/shared/error-base';
import type { ProblemCode } from './problem.js';
import { PROBLEM_CONTENT_TYPE, problemDocument, problems } from './problem.js';

export interface ListenOptions {
  /** An address, or `localhost` for both loopback addresses. Default `localhost`. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface Listening {
  readonly port: number;
  /** Takes no more connections, lets running requests end, then resolves. */
  close(): Promise<void>;
}

/** Why a port could not be opened. Contract. */
export const listenErrorCodes = ['port_in_use', 'address_unavailable', 'port_forbidden'] as const;

export type ListenErrorCode = (typeof listenErrorCodes)[number];

export class ListenError extends KeyturnError<ListenErrorCode> {}

/**
 * Listens. Clients take `localhost` for 127.0.0.1 or for ::1, so on that name both are served wherever the machine has
 * both. Rejects with ListenError.
 */
export async function listen(
  handler: RequestListener,
  { host = 'localhost', port }: ListenOptions,
  clock: Clock,
): Promise<Listening> {
  const running = new Set<ServerResponse>();
  const counted: RequestListener = (request, response) => {
    running.add(response);
    response.once('close', () => running.delete(response));
    handler(request, response);
  };
  const first = await listenOn(counted, host === 'localhost' ? '127.0.0.1' : host, port);
  const second = host === 'localhost' ? await listenOnIpv6(counted, first) : undefined;
  const servers = second === undefined ? [first] : [first, second];
  return { port: portOf(first), close: () => closeServers(servers, running, clock) };
}

async function listenOnIpv6(handler: RequestListener, ipv4: Server): Promise<Server | undefined> {
  try {
    return await listenOn(handler, '::1', portOf(ipv4));
  } catch (error) {
    if (error instanceof ListenError && error.code === 'address_unavailable') return undefined;
    ipv4.close();
    throw error;
  }
}

/** A request has `requestTimeout` to arrive as a whole; a body has its own, shorter deadline. Milliseconds and bytes. */
const serverLimits = {
  maxHeaderSize: 16_384,
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 5_000,
};

async function listenOn(handler: RequestListener, host: string, port: number): Promise<Server> {
  const server = createServer(serverLimits, handler);
  server.on('clientError', answerBrokenRequest);
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => reject(toListenError(error, host, port));
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      resolve();
    });
  });
  return server;
}

const listenErrors: Readonly<Record<string, readonly [ListenErrorCode, string]>> = {
  EADDRINUSE: ['port_in_use', 'is taken by another program; choose another with KEYTURN_PORT'],
  EACCES: ['port_forbidden', 'may not be opened by this user; choose one above 1023 with KEYTURN_PORT'],
  EADDRNOTAVAIL: ['address_unavailable', 'is no address of this machine'],
  EAFNOSUPPORT: ['address_unavailable', 'is no address of this machine'],
  ENOTFOUND: ['address_unavailable', 'is no address of this machine'],
};

function toListenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const [code, text] = listenErrors[error.code ?? ''] ?? [];
  if (code === undefined) return error;
  const what = code === 'address_unavailable' ? host : `port ${port} on ${host}`;
  return new ListenError(code, `${what} ${text}`, { cause: error });
}

const parserProblems: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** What the parser refuses never reaches the application; it gets a clean answer here and the connection ends. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const code = parserProblems[error.code ?? ''] ?? 'request_malformed';
  const { status, title } = problems[code];
  const body = JSON.stringify(problemDocument(code, status, title, title));
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
    `Content-Type: ${PROBLEM_CONTENT_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

const CLOSE_MILLISECONDS = 5_000;

/** No new connection, no further request on an old one; what runs may end, within the deadline. */
async function closeServers(
  servers: readonly Server[],
  running: ReadonlySet<ServerResponse>,
  clock: Clock,
): Promise<void> {
  for (const response of running) if (!response.headersSent) response.setHeader('Connection', 'close');
  const cancel = clock.after(CLOSE_MILLISECONDS, () => {
    for (const server of servers) server.closeAllConnections();
  });
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeIdleConnections();
        }),
    ),
  );
  cancel();
}
