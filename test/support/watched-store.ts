import type { Clock } from '@keyturn/shared/clock';
import type { KeyRing } from '../../provider/ring/key-ring.js';
import type { RotationPolicy } from '../../provider/ring/policy.js';
import { createMemoryRingStore } from '../../provider/stores/memory-ring-store.js';
import type { RingStore } from '../../provider/stores/ring-store.js';
import type { RingHistory } from './ring-history.js';

export type StoreOperation = 'nowSeconds' | 'read' | 'update' | 'archive';

/** What a test does to a store before or after an operation: nothing, wait, or throw. */
export type StoreFault = (operation: StoreOperation, phase: 'before' | 'after') => Promise<void> | void;

/** A store that remembers what was committed when, and can be made to fail, to hang or to die. */
export class WatchedStore implements RingStore {
  readonly #inner: RingStore;
  readonly #clock: Clock;
  readonly #versions: { ring: KeyRing; fromSeconds: number }[] = [];
  readonly operations: StoreOperation[] = [];
  fault: StoreFault = () => {};

  constructor(clock: Clock, inner: RingStore = createMemoryRingStore(clock)) {
    this.#inner = inner;
    this.#clock = clock;
  }

  nowSeconds(): Promise<number> {
    return this.#do('nowSeconds', () => this.#inner.nowSeconds());
  }

  read(): Promise<KeyRing | null> {
    return this.#do('read', () => this.#inner.read());
  }

  update(...change: Parameters<RingStore['update']>): Promise<boolean> {
    return this.#do('update', async () => {
      const committed = await this.#inner.update(...change);
      const [, next] = change;
      if (committed) this.#versions.push({ ring: next, fromSeconds: this.#clock.nowSeconds() });
      return committed;
    });
  }

  archive(entries: Parameters<RingStore['archive']>[0]): Promise<void> {
    return this.#do('archive', () => this.#inner.archive(entries));
  }

  readArchive(): ReturnType<RingStore['readArchive']> {
    return this.#inner.readArchive();
  }

  archiveKeys(keys: Parameters<RingStore['archiveKeys']>[0]): Promise<void> {
    return this.#do('archive', () => this.#inner.archiveKeys(keys));
  }

  readArchivedKeys(): ReturnType<RingStore['readArchivedKeys']> {
    return this.#inner.readArchivedKeys();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  get commits(): readonly KeyRing[] {
    return this.#versions.map(({ ring }) => ring);
  }

  /** Everything that was ever served, for the properties of a history. */
  history(policies: readonly RotationPolicy[], restSeconds = 120): RingHistory {
    const versions = this.#versions.map(({ ring, fromSeconds }, index) => {
      const policy = policies.find(({ digest }) => digest === ring.policyDigest);
      if (policy === undefined) throw new Error('a ring of an unknown policy');
      const next = this.#versions[index + 1]?.fromSeconds ?? this.#clock.nowSeconds() + restSeconds;
      return { ring, policy, fromSeconds, untilSeconds: next };
    });
    return { versions, emergencyKids: emergencyKidsOf(this.commits), brokenKids: new Set() };
  }

  async #do<Answer>(operation: StoreOperation, perform: () => Promise<Answer>): Promise<Answer> {
    this.operations.push(operation);
    await this.fault(operation, 'before');
    const answer = await perform();
    await this.fault(operation, 'after');
    return answer;
  }
}

/** Keys that began to sign in a commit that revoked another. */
function emergencyKidsOf(rings: readonly KeyRing[]): ReadonlySet<string> {
  const kids = new Set<string>();
  for (const [index, ring] of rings.entries()) {
    const before = rings[index - 1];
    const revoked = (each: KeyRing | undefined) =>
      each?.former.filter(({ state }) => state === 'revoked').length ?? 0;
    if (before === undefined || revoked(ring) === revoked(before)) continue;
    for (const kid of activeKids(ring)) if (!activeKids(before).includes(kid)) kids.add(kid);
  }
  return kids;
}

function activeKids(ring: KeyRing): readonly string[] {
  return ring.series.flatMap(({ keys }) =>
    keys.filter(({ state }) => state === 'active').map(({ kid }) => kid),
  );
}
