import { isDeepStrictEqual } from 'node:util';
import { findBrokenLink } from '../ring/journal.js';
import type { FormerKey, KeyRing, RingKey } from '../ring/key-ring.js';
import type { RingStore } from '../stores/ring-store.js';

/**
 * Looks at a ring again and again, and remembers what it saw: nothing of that may ever be gone, be another or come back.
 * The rules that can be read from rings alone, each finding named after its own.
 */
export class RingWitness {
  readonly #store: RingStore;
  readonly #publicJwks = new Map<string, object>();
  readonly #ended = new Set<string>();
  #publishedKids = new Set<string>();
  #epoch = 0;
  /** What was found wrong, in a sentence each. */
  readonly findings: string[] = [];
  /** Rings that were judged. */
  looks = 0;
  /** Of the last look at a store. */
  publications = 0;
  activations = 0;

  constructor(store: RingStore) {
    this.#store = store;
  }

  /** Whether it saw that key. */
  knows(kid: string): boolean {
    return this.#publicJwks.has(kid);
  }

  /** One ring after the other, in the order in which they were committed. */
  judge(ring: KeyRing): void {
    this.looks += 1;
    if (ring.epoch < this.#epoch) this.#find('I11', `epoch ${ring.epoch} after ${this.#epoch}`);
    this.#epoch = ring.epoch;
    for (const { name, keys } of ring.series) {
      const active = keys.filter(({ state }) => state === 'active').length;
      if (active > 1) this.#find('I5', `${active} active keys in ${name}`);
    }
    const published = ring.series.flatMap(({ keys }) => keys);
    this.#judgeKids(published, ring.former);
  }

  #judgeKids(published: readonly RingKey[], former: readonly FormerKey[]): void {
    const kids = [...published, ...former].map(({ kid }) => kid);
    if (new Set(kids).size !== kids.length) this.#find('I7', 'a kid names two keys, or came back');
    for (const { kid, publicJwk } of [...published, ...former]) {
      const known = this.#publicJwks.get(kid) ?? publicJwk;
      if (!isDeepStrictEqual(known, publicJwk)) this.#find('I7', `key ${kid} is another`);
      this.#publicJwks.set(kid, known);
    }
    const now = new Set(published.map(({ kid }) => kid));
    for (const kid of this.#publishedKids) if (!now.has(kid)) this.#ended.add(kid);
    for (const kid of now) if (this.#ended.has(kid)) this.#find('I7', `key ${kid} came back`);
    this.#publishedKids = now;
  }

  /**
   * What is stored now, its archives and its journal included. Never rejects: that nothing can be read is a finding too.
   * @param store Default: its own.
   */
  async look(store = this.#store): Promise<void> {
    try {
      const ring = await store.read();
      if (ring === null) this.#find('I12', 'the ring is gone');
      else await this.#judgeStored(ring, store);
    } catch (error) {
      this.#find('I12', String(error));
    }
  }

  async #judgeStored(ring: KeyRing, store: RingStore): Promise<void> {
    this.judge(ring);
    for (const { name, keys } of ring.series)
      if (!keys.some(({ state }) => state === 'active')) this.#find('I12', `no key of ${name} signs`);
    const published = ring.series.flatMap(({ keys }) => keys);
    const archived = await store.readArchivedKeys();
    const left = new Map([...archived, ...ring.former, ...published].map((key) => [key.kid, key.publicJwk]));
    for (const [kid, publicJwk] of this.#publicJwks)
      if (!isDeepStrictEqual(left.get(kid), publicJwk))
        this.#find('I12', `key ${kid} is lost, or is another`);
    const ended = new Set([...archived, ...ring.former].map(({ kid }) => kid));
    for (const { kid } of published) if (ended.has(kid)) this.#find('I7', `key ${kid} came back`);
    await this.#judgeJournal(ring, store);
  }

  async #judgeJournal({ journal, epoch }: KeyRing, store: RingStore): Promise<void> {
    const [first] = journal.entries;
    const archived = (await store.readArchive()).filter(({ sequence }) => sequence < (first?.sequence ?? 0));
    const entries = [...archived, ...journal.entries];
    if (entries.length !== journal.length)
      this.#find('journal', `${entries.length} of ${journal.length} entries are left`);
    const broken = findBrokenLink(entries, journal.head);
    if (broken !== null) this.#find('journal', `it is broken at ${JSON.stringify(broken)}`);
    if (entries.at(-1)?.epoch !== epoch) this.#find('journal', `it ends before epoch ${epoch}`);
    this.publications = entries.filter(({ verb }) => verb === 'publish').length;
    this.activations = entries.filter(({ verb }) => verb === 'activate').length;
  }

  #find(rule: string, what: string): void {
    this.findings.push(`${rule}: ${what} (look ${this.looks})`);
  }
}
