import { isDeepStrictEqual } from 'node:util';
import { findBrokenLink } from '../../provider/ring/journal.js';
import type { KeyRing } from '../../provider/ring/key-ring.js';
import type { RingStore } from '../../provider/stores/ring-store.js';

/** Looks at a stored ring again and again, and remembers what it saw: nothing of that may ever be gone or be another. */
export class RingWitness {
  readonly #store: RingStore;
  readonly #keys = new Map<string, object>();
  #epoch = 0;
  /** What was found wrong, in a sentence each. */
  readonly findings: string[] = [];
  looks = 0;
  /** Of the last look. */
  publications = 0;
  activations = 0;

  constructor(store: RingStore) {
    this.#store = store;
  }

  /** Whether it saw that key. */
  knows(kid: string): boolean {
    return this.#keys.has(kid);
  }

  /** Never rejects: that nothing can be read is a finding too. */
  async look(): Promise<void> {
    this.looks += 1;
    try {
      const ring = await this.#store.read();
      if (ring === null) this.#find('the ring is gone');
      else await this.#judge(ring);
    } catch (error) {
      this.#find(String(error));
    }
  }

  async #judge(ring: KeyRing): Promise<void> {
    if (ring.epoch < this.#epoch) this.#find(`epoch ${ring.epoch} after ${this.#epoch}`);
    this.#epoch = ring.epoch;
    for (const { name, keys } of ring.series) {
      const active = keys.filter(({ state }) => state === 'active').length;
      if (active !== 1) this.#find(`${active} active keys in ${name}`);
    }
    const published = ring.series.flatMap(({ keys }) => keys);
    const former = new Map(
      [...(await this.#store.readArchivedKeys()), ...ring.former].map((key) => [key.kid, key]),
    );
    const kids = [...published.map(({ kid }) => kid), ...former.keys()];
    if (new Set(kids).size !== kids.length) this.#find('a kid names two keys, or came back');
    for (const [kid, publicJwk] of this.#keys)
      if (
        !isDeepStrictEqual(
          published.find((key) => key.kid === kid)?.publicJwk ?? former.get(kid)?.publicJwk,
          publicJwk,
        )
      )
        this.#find(`key ${kid} is lost, or is another`);
    for (const { kid, publicJwk } of [...published, ...former.values()]) this.#keys.set(kid, publicJwk);
    await this.#judgeJournal(ring);
  }

  async #judgeJournal({ journal, epoch }: KeyRing): Promise<void> {
    const [first] = journal.entries;
    const archived = (await this.#store.readArchive()).filter(
      ({ sequence }) => sequence < (first?.sequence ?? 0),
    );
    const entries = [...archived, ...journal.entries];
    if (entries.length !== journal.length)
      this.#find(`${entries.length} of ${journal.length} journal entries are left`);
    const broken = findBrokenLink(entries, journal.head);
    if (broken !== null) this.#find(`the journal is broken at ${JSON.stringify(broken)}`);
    if (entries.at(-1)?.epoch !== epoch) this.#find(`the journal ends before epoch ${epoch}`);
    this.publications = entries.filter(({ verb }) => verb === 'publish').length;
    this.activations = entries.filter(({ verb }) => verb === 'activate').length;
  }

  #find(what: string): void {
    this.findings.push(`look ${this.looks}: ${what}`);
  }
}
