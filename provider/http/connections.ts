import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { addressBlock } from './address-block.js';

export interface ConnectionLimits {
  /** So many at once. */
  readonly maxConnections: number;
  /** So many of one address, or of one IPv6 /64. */
  readonly maxConnectionsPerAddress: number;
}

/** A proxy in front is one address too; half of the places is more than it needs, and leaves room for others. */
export const defaultConnectionLimits: ConnectionLimits = {
  maxConnections: 2000,
  maxConnectionsPerAddress: 1000,
};

/** Everybody of one address. */
interface Neighbours {
  readonly address: string;
  count: number;
  /** Those whom nothing is owed, the longest idle first. */
  readonly idle: Set<Socket>;
}

/**
 * Who is connected, and who waits for an answer. Where all places are taken, who has been idle for longest gives way to
 * who comes: connections that say nothing, or dribble, shut nobody out.
 */
export class Connections {
  readonly #limits: ConnectionLimits;
  readonly #onTurnedAway: () => void;
  readonly #connected = new Map<Socket, Neighbours>();
  readonly #byAddress = new Map<string, Neighbours>();
  readonly #idle = new Set<Socket>();
  readonly #owed = new Map<Duplex, Set<ServerResponse>>();
  /** Of a connection inside TLS, the one outside. */
  readonly #carriers = new WeakMap<Duplex, Socket>();

  /** @param onTurnedAway told of each connection that was ended because there were too many. */
  constructor(limits: ConnectionLimits, onTurnedAway: () => void) {
    this.#limits = limits;
    this.#onTurnedAway = onTurnedAway;
  }

  /** A new connection: it takes a place, or that of somebody idle, or is ended. */
  admit(socket: Socket): void {
    const address = addressBlock(socket.remoteAddress ?? '');
    const neighbours = this.#byAddress.get(address) ?? { address, count: 0, idle: new Set() };
    const crowd = this.#crowd(neighbours);
    if (crowd !== undefined) {
      this.#onTurnedAway();
      const [longestIdle = socket] = crowd;
      this.#leave(longestIdle);
      longestIdle.destroy();
      if (longestIdle === socket) return;
    }
    neighbours.count += 1;
    this.#byAddress.set(address, neighbours);
    this.#connected.set(socket, neighbours);
    this.#rest(socket);
    socket.once('close', () => this.#leave(socket));
  }

  /** The idle among those who are too many; undefined where there is room. */
  #crowd(neighbours: Neighbours): ReadonlySet<Socket> | undefined {
    if (neighbours.count >= this.#limits.maxConnectionsPerAddress) return neighbours.idle;
    return this.#connected.size >= this.#limits.maxConnections ? this.#idle : undefined;
  }

  /** A connection that was admitted speaks TLS: what is said of its outside is meant of it. */
  encrypt(socket: Socket): void {
    const carrier = [...this.#idle].find(
      (each) => each.remotePort === socket.remotePort && each.remoteAddress === socket.remoteAddress,
    );
    if (carrier !== undefined) this.#carriers.set(socket, carrier);
  }

  /** The header of a request has arrived: its connection is not idle until it was answered. */
  owe(response: ServerResponse): void {
    const socket = this.#carriers.get(response.req.socket) ?? response.req.socket;
    const owed = this.#owed.get(socket) ?? this.#firstOf(socket);
    owed.add(response);
    this.#wake(socket);
    response.on('close', () => {
      owed.delete(response);
      if (owed.size > 0) return;
      // Of a connection that stays, the empty set is the next request's.
      if (!this.#connected.has(socket)) this.#owed.delete(socket);
      this.#rest(socket);
    });
  }

  #firstOf(socket: Duplex): Set<ServerResponse> {
    const owed = new Set<ServerResponse>();
    this.#owed.set(socket, owed);
    return owed;
  }

  /** Every answer that is still owed. */
  owed(): readonly ServerResponse[] {
    return [...this.#owed.values()].flatMap((owed) => [...owed]);
  }

  /** Resolves when all that arrived whole on this connection was answered; never, if it ends before. */
  async answered(socket: Duplex): Promise<void> {
    const owed = this.#owed.get(this.#carriers.get(socket) ?? socket);
    const whole = [...(owed ?? [])].filter(({ req }) => req.complete);
    await Promise.all(whole.map((response) => new Promise((resolve) => response.once('close', resolve))));
  }

  #leave(socket: Socket): void {
    const neighbours = this.#connected.get(socket);
    if (neighbours === undefined) return;
    this.#wake(socket);
    this.#connected.delete(socket);
    this.#owed.delete(socket);
    neighbours.count -= 1;
    if (neighbours.count === 0) this.#byAddress.delete(neighbours.address);
  }

  #rest(socket: Socket): void {
    const neighbours = this.#connected.get(socket);
    if (neighbours === undefined) return;
    this.#idle.add(socket);
    neighbours.idle.add(socket);
  }

  #wake(socket: Socket): void {
    this.#idle.delete(socket);
    this.#connected.get(socket)?.idle.delete(socket);
  }
}
