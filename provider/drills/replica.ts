import type { RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '@keyturn/shared/clock';
import type { ConfigurationInput } from '../configuration/schema.js';
import { createProvider, type Provider } from '../create-provider.js';
import type { LogEvent } from '../rotator/ring-context.js';
import { DrillProcess } from './drill-process.js';
import type { DrillStore } from './drill-store.js';
import { ReplicaClock } from './replica-clock.js';

export interface ReplicaParts {
  readonly index: number;
  readonly clock: Clock;
  /** Of its wall clock. */
  readonly offsetSeconds: number;
  readonly store: DrillStore;
  readonly log: LogEvent;
  readonly isDoomed: () => boolean;
  /** Told when its process died. */
  readonly onDeath: () => void;
}

/** What a start is asked for by name. */
export interface StartOptions {
  readonly createRing?: boolean;
  readonly adoptPolicy?: boolean;
}

/** One provider of several over one store: it can be stopped, started anew, and can die. */
export class Replica {
  readonly #parts: ReplicaParts;
  readonly #answering = new Set<ServerResponse>();
  #provider: Provider | undefined;
  #handle: RequestListener | undefined;

  constructor(parts: ReplicaParts) {
    this.#parts = parts;
  }

  get index(): number {
    return this.#parts.index;
  }

  /** Undefined while no process runs. */
  get provider(): Provider | undefined {
    return this.#provider;
  }

  /** What a front that asks for `/health/ready` goes by. */
  get isReady(): boolean {
    return this.#provider?.issuer().ring.health().maySign ?? false;
  }

  async start(configuration: ConfigurationInput, options: StartOptions = {}): Promise<void> {
    const { index, clock, offsetSeconds, store, log, isDoomed } = this.#parts;
    const own = new ReplicaClock(clock, offsetSeconds);
    const process = new DrillProcess(index, own, { isDoomed, onDeath: () => this.#end() });
    const provider = await createProvider(configuration, {
      ...options,
      ringStore: await store.openFor(process),
      clock: own,
      log,
    });
    // It joins once its first tick has been, as one whose readiness is waited for.
    await provider
      .issuer()
      .ring.tick('start')
      .catch(() => {});
    this.#provider = provider;
    this.#handle = provider.callback();
  }

  /** In good order. */
  async stop(): Promise<void> {
    const provider = this.#provider;
    this.#provider = undefined;
    this.#handle = undefined;
    await provider?.close();
  }

  handle: RequestListener = (request, response) => {
    if (this.#handle === undefined) {
      response.writeHead(503).end();
      return;
    }
    this.#answering.add(response);
    response.once('close', () => this.#answering.delete(response));
    this.#handle(request, response);
  };

  #end(): void {
    this.#provider = undefined;
    this.#handle = undefined;
    for (const response of this.#answering) response.destroy();
    this.#answering.clear();
    this.#parts.onDeath();
  }
}
