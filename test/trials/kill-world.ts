import { setTimeout as pause } from 'node:timers/promises';
import type { RingWitness } from '../../provider/drills/ring-witness.js';
import type { KillEvent } from '../../provider/scenario/kill-event.js';
import type { EventOutcome, ScenarioIssuer, ScenarioWorld } from '../../provider/scenario/world.js';
import type { KillableStore, KillPoint } from './killable-store.js';
import { openProcessIssuer, type ProcessIssuer } from './process-issuer.js';
import { type ProviderProcess, startProvider } from './provider-process.js';
import type { RoundRobinFront } from './round-robin-front.js';

/** How often a process was killed, over all rounds. */
export interface KillTally {
  inWrites: number;
  atRandom: number;
  /** The write that comes next. */
  point: KillPoint;
}

export interface KillStand {
  readonly place: ProcessIssuer & { readonly secret: string };
  readonly store: KillableStore;
  readonly witness: RingWitness;
  readonly tally: KillTally;
}

export const newTally = (): KillTally => ({ inWrites: 0, atRandom: 0, point: { write: 1, how: 'half' } });

/** A write that does not come in so long does not come: the count begins anew. */
const PATIENCE_MILLISECONDS = 12_000;
/** So long each life is at least, so that parties hear of it between two deaths. */
const SHORTEST_LIFE_MILLISECONDS = 1500;
const LONGEST_LIFE_MILLISECONDS = 4000;

/** A world whose issuer is one process, which dies whenever the scenario says so. The ring outlives it, and the world. */
export function killWorld(stand: KillStand, startTarget: ScenarioWorld['startTarget']): ScenarioWorld {
  return {
    startTarget,
    async startIssuer(): Promise<ScenarioIssuer> {
      const { asked, front, close } = await openProcessIssuer(stand.place);
      const life = new Lives(stand, front);
      await life.begin();
      return {
        ...asked,
        rotate: () => Promise.reject(new Error('the schedule alone turns these keys')),
        kill: (event) => life.killAll(event),
        async close() {
          await life.end();
          await close();
        },
      };
    },
  };
}

/** The lives of the one process. */
class Lives {
  readonly #stand: KillStand;
  readonly #front: RoundRobinFront;
  #process: ProviderProcess | undefined;

  constructor(stand: KillStand, front: RoundRobinFront) {
    this.#stand = stand;
    this.#front = front;
  }

  /** Resolves when it listens. */
  async begin(preload: readonly string[] = []): Promise<ProviderProcess> {
    const { folder, file } = this.#stand.place;
    const begun = startProvider(folder, file, preload);
    this.#process = begun;
    const port = await begun.listening;
    if (port === undefined) throw new Error('it was killed by nobody here');
    this.#front.ports.add(port);
    return begun;
  }

  async end(): Promise<void> {
    await this.#process?.kill();
    this.#front.ports.clear();
  }

  async killAll({ when, forSeconds }: KillEvent): Promise<EventOutcome> {
    const until = performance.now() + forSeconds * 1000;
    do {
      if (when === 'each-write') await this.#dieInWrite();
      else await this.#dieAtRandom();
      await this.#stand.witness.look();
    } while (performance.now() < until);
    await this.begin();
    return { outcome: 'done', rule: null };
  }

  async #dieInWrite(): Promise<void> {
    const { tally, store } = this.#stand;
    const { point } = tally;
    await this.end();
    const begun = await this.begin(store.preload(point));
    await pause(SHORTEST_LIFE_MILLISECONDS);
    store.arm(begun, point);
    const died = await Promise.race([begun.ended.then(() => true), pause(PATIENCE_MILLISECONDS, false)]);
    await this.end();
    if (died) tally.inWrites += 1;
    else tally.atRandom += 1;
    if (!died) tally.point = { write: 1, how: 'half' };
    else if (point.how === 'half') tally.point = { ...point, how: 'whole' };
    else tally.point = { write: point.write + 1, how: 'half' };
  }

  async #dieAtRandom(): Promise<void> {
    await this.end();
    await this.begin();
    const span = LONGEST_LIFE_MILLISECONDS - SHORTEST_LIFE_MILLISECONDS;
    await pause(SHORTEST_LIFE_MILLISECONDS + Math.random() * span);
    await this.end();
    this.#stand.tally.atRandom += 1;
  }
}
