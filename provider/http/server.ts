import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '@keyturn/shared/clock';
import type { LogEvent } from '../rotator/ring-context.js';
import { answerBrokenRequests } from './broken-requests.js';
import type { ConnectionLimits } from './connections.js';
import { Connections, defaultConnectionLimits } from './connections.js';
import { ListenError, toListenError } from './listen-error.js';
import { type FollowedTls, followTls, type TlsFiles } from './tls-files.js';

export interface ListenOptions extends Partial<ConnectionLimits> {
  /** An address, or `localhost` for both loopback addresses. Default `localhost`. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Speaks https with this pair, and with the next one when the files change. Default: http. */
  readonly tls?: TlsFiles | undefined;
}

export interface Listening {
  readonly port: number;
  /** Takes no more connections, lets running requests end, then resolves. */
  close(): Promise<void>;
}

export interface ListenParts {
  readonly clock: Clock;
  /** Default: tells nobody. */
  readonly log?: LogEvent;
}

/**
 * Listens. Clients take `localhost` for 127.0.0.1 or for ::1, so on that name both are served wherever the machine has
 * both. Rejects with ListenError; with TlsError where the pair cannot be used.
 */
export async function listen(
  handler: RequestListener,
  { host = 'localhost', port, tls, ...limits }: ListenOptions,
  { clock, log = () => {} }: ListenParts,
): Promise<Listening> {
  const allowed = { ...defaultConnectionLimits, ...limits };
  const connections = new Connections(allowed, tellSometimes(clock, log, allowed));
  const counted: RequestListener = (request, response) => {
    connections.owe(response);
    handler(request, response);
  };
  const secure: TlsServer[] = [];
  const followed =
    tls &&
    (await followTls(tls, (pair) => secure.forEach((server) => void server.setSecureContext(pair)), {
      clock,
      log,
    }));
  const open = (address: string, at: number) => {
    const server = followed === undefined ? createServer(serverLimits, counted) : openSecure(followed);
    server.on('connection', (socket) => connections.admit(socket));
    server.on('clientError', answerBrokenRequests(connections, clock));
    return listenOn(server, address, at);
  };
  const openSecure = ({ pair }: FollowedTls) => {
    const server = createTlsServer({ ...serverLimits, ...tlsLimits, ...pair }, counted);
    server.on('secureConnection', (socket) => connections.encrypt(socket));
    secure.push(server);
    return server;
  };
  try {
    const first = await open(host === 'localhost' ? '127.0.0.1' : host, port);
    const second = host === 'localhost' ? await openIpv6(open, first) : undefined;
    const servers = second === undefined ? [first] : [first, second];
    return {
      port: portOf(first),
      async close() {
        followed?.close();
        await closeServers(servers, connections, clock);
      },
    };
  } catch (error) {
    followed?.close();
    throw error;
  }
}

/** A server that listens nowhere: connections are handed to it, by who made them. */
export function createDetachedServer(handler: RequestListener): (connection: Duplex) => void {
  const server = createServer(serverLimits, handler);
  return (connection) => server.emit('connection', connection);
}

async function openIpv6(
  open: (address: string, port: number) => Promise<Server>,
  ipv4: Server,
): Promise<Server | undefined> {
  try {
    return await open('::1', portOf(ipv4));
  } catch (error) {
    if (error instanceof ListenError && error.code === 'address_unavailable') return undefined;
    ipv4.close();
    throw error;
  }
}

/**
 * Milliseconds and bytes. A header has `headersTimeout` to arrive, a request `requestTimeout` as a whole; a body has its
 * own, shorter deadline. Checked every `connectionsCheckingInterval`, so a connection that says nothing ends within 20 s.
 */
const serverLimits = {
  maxHeaderSize: 16_384,
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 5_000,
};

/** RFC 9325 section 3.1.1: nothing below TLS 1.2. Who does not finish the handshake leaves. Milliseconds. */
const tlsLimits = { minVersion: 'TLSv1.2', handshakeTimeout: 15_000 } as const;

async function listenOn(server: Server, host: string, port: number): Promise<Server> {
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

const TELL_MILLISECONDS = 10_000;

/** One line now and then, whatever the flood. */
function tellSometimes(clock: Clock, log: LogEvent, limits: ConnectionLimits): () => void {
  let turnedAway = 0;
  let toldAtMilliseconds = Number.NEGATIVE_INFINITY;
  return () => {
    turnedAway += 1;
    if (clock.monotonicMilliseconds() - toldAtMilliseconds < TELL_MILLISECONDS) return;
    log('warn', 'connections.turned_away', { turnedAway, ...limits });
    turnedAway = 0;
    toldAtMilliseconds = clock.monotonicMilliseconds();
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

const CLOSE_MILLISECONDS = 5_000;

/** No new connection, no further request on an old one; what runs may end, within the deadline. */
async function closeServers(
  servers: readonly Server[],
  connections: Connections,
  clock: Clock,
): Promise<void> {
  for (const response of connections.owed())
    if (!response.headersSent) response.setHeader('Connection', 'close');
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
