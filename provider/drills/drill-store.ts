import type { Clock } from '@keyturn/shared/clock';
import type { KeyRing } from '../ring/key-ring.js';
import type { StoreFault } from '../scenario/replica-event.js';
import type { RingChanges } from '../scenario/ring-watch.js';
import { createMemoryRingStore } from '../stores/memory-ring-store.js';
import type { RingStore } from '../stores/ring-store.js';
import { DrillProcess } from './drill-process.js';
import { RingWitness } from './ring-witness.js';
import { SteppedClock } from './stepped-clock.js';

/** What a process has in place of the one store; for tests that bring another, or want to see a drill fail. */
export type OpenReplicaStore = (shared: RingStore, process: DrillProcess) => RingStore | Promise<RingStore>;

const TORN_DOCUMENT = '{"format":1,"issuer":"http';

/** The one store of all replicas of a drill, what is wrong with it, and what was ever committed to it. */
export class DrillStore {
  readonly #clock: Clock;
  readonly #wall: SteppedClock;
  readonly #open: OpenReplicaStore;
  readonly #whole: RingStore;
  readonly #witness: RingWitness;
  readonly #committed = new Set<string>();
  readonly #frozen = new Set<number>();
  #current: RingStore;
  #countedFrom = 0;
  #crashes = 0;
  #writes = 0;

  constructor(clock: Clock, open: OpenReplicaStore = (shared) => shared, offsetSeconds = 0) {
    this.#clock = clock;
    this.#wall = new SteppedClock(clock, offsetSeconds);
    this.#open = open;
    this.#whole = createMemoryRingStore(this.#wall);
    this.#current = this.#whole;
    this.#witness = new RingWitness(this.#whole);
  }

  /** As one process has it. */
  async openFor(process: DrillProcess): Promise<RingStore> {
    return process.connect(this.#killing(process, this.#recorded(await this.#seenBy(process))));
  }

  break(how: StoreFault): void {
    if (how === 'corrupt') this.#current = createMemoryRingStore(this.#clock, TORN_DOCUMENT);
    if (how === 'empty') this.#current = createMemoryRingStore(this.#clock);
  }

  /** All windows are counted by its clock. */
  stepClock(seconds: number, forSeconds: number): void {
    this.#wall.step(seconds);
    this.#clock.after(forSeconds * 1000, () => this.#wall.step(-seconds));
  }

  mend(): void {
    this.#current = this.#whole;
  }

  freezeReads(replica: number): void {
    this.#frozen.add(replica);
  }

  /** What was committed until now is how it began. */
  beginCounting(): void {
    this.#countedFrom = this.#committed.size;
  }

  async changes(): Promise<RingChanges> {
    const store = await this.#seenBy(DrillProcess.onlooker(this.#clock));
    const [ring, archived] = [await store.read(), await store.readArchivedKeys()];
    await this.#witness.look(store);
    const left = new Set([...kidsOf(ring), ...archived.map(({ kid }) => kid)]);
    return {
      keysCreated: this.#committed.size - this.#countedFrom,
      keysLost: [...this.#committed].filter((kid) => !left.has(kid)).length,
      crashes: this.#crashes,
      brokenRules: [...this.#witness.findings],
    };
  }

  noteCrash(): void {
    this.#crashes += 1;
  }

  async #seenBy(process: DrillProcess): Promise<RingStore> {
    const current = () => this.#current;
    const frozen = () => this.#frozen.has(process.replica);
    const line: RingStore = {
      nowSeconds: () => current().nowSeconds(),
      read: () => (frozen() ? new Promise(() => {}) : current().read()),
      update: async (...change) => {
        const done = await current().update(...change);
        // Of the store that all share: what stands in its place while it is broken is no ring of theirs.
        if (done && current() === this.#whole) this.#witness.judge(change[1]);
        return done;
      },
      archive: (entries) => current().archive(entries),
      readArchive: () => current().readArchive(),
      archiveKeys: (keys) => current().archiveKeys(keys),
      readArchivedKeys: () => current().readArchivedKeys(),
      close: async () => {},
    };
    // By whoever writes to it: what a test puts in its place included.
    return this.#open(this.#recorded(line), process);
  }

  #recorded(store: RingStore): RingStore {
    return withUpdate(store, async (...change) => {
      const done = await store.update(...change);
      if (done) for (const kid of kidsOf(change[1])) this.#committed.add(kid);
      return done;
    });
  }

  /** Dies before one write and after the next: between them lie all instants that a store can tell apart. */
  #killing(process: DrillProcess, store: RingStore): RingStore {
    const write = async <Answer>(commit: () => Promise<Answer>): Promise<Answer> => {
      if (!process.isDoomed) return commit();
      this.#writes += 1;
      if (this.#writes % 2 === 1) return process.die();
      await commit();
      return process.die();
    };
    return {
      ...withUpdate(store, (...change) => write(() => store.update(...change))),
      archive: (entries) => write(() => store.archive(entries)),
      archiveKeys: (keys) => write(() => store.archiveKeys(keys)),
    };
  }
}

function withUpdate(store: RingStore, update: RingStore['update']): RingStore {
  return { ...store, update };
}

function kidsOf(ring: KeyRing | null): readonly string[] {
  if (ring === null) return [];
  return [...ring.series.flatMap(({ keys }) => keys), ...ring.former].map(({ kid }) => kid);
}
