import type { Clock } from '@keyturn/shared/clock';
import type { RingStore } from '../stores/ring-store.js';
import { ReplicaClock } from './replica-clock.js';

/** One life of a replica, from a start to an end. */
export class DrillProcess {
  /** Which replica, from 0; -1 is nobody but an onlooker. */
  readonly replica: number;
  readonly #clock: ReplicaClock;
  readonly #onDeath: () => void;
  #isDead = false;
  #isDoomed: () => boolean;

  constructor(
    replica: number,
    clock: ReplicaClock,
    { isDoomed, onDeath }: { readonly isDoomed: () => boolean; readonly onDeath: () => void },
  ) {
    this.replica = replica;
    this.#clock = clock;
    this.#isDoomed = isDoomed;
    this.#onDeath = onDeath;
  }

  static onlooker(clock: Clock): DrillProcess {
    return new DrillProcess(-1, new ReplicaClock(clock, 0), { isDoomed: () => false, onDeath: () => {} });
  }

  get clock(): Clock {
    return this.#clock;
  }

  /** It is to die at its next write. */
  get isDoomed(): boolean {
    return !this.#isDead && this.#isDoomed();
  }

  /** As by kill -9: nothing that it began comes back, and nothing of its own happens any more. */
  die<Nothing>(): Promise<Nothing> {
    if (!this.#isDead) {
      this.#isDead = true;
      this.#clock.die();
      this.#onDeath();
    }
    return new Promise(() => {});
  }

  /** A store as this process reaches it: for as long as it lives. */
  connect(store: RingStore): RingStore {
    const alive = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
      if (this.#isDead) return this.die();
      const answer = await ask();
      return this.#isDead ? this.die() : answer;
    };
    return {
      nowSeconds: () => alive(() => store.nowSeconds()),
      read: () => alive(() => store.read()),
      update: (...change) => alive(() => store.update(...change)),
      archive: (entries) => alive(() => store.archive(entries)),
      readArchive: () => alive(() => store.readArchive()),
      archiveKeys: (keys) => alive(() => store.archiveKeys(keys)),
      readArchivedKeys: () => alive(() => store.readArchivedKeys()),
      // Shared by all: it ends with the drill.
      close: async () => {},
    };
  }
}
