import { freshnessOf } from '@keyturn/shared/cache-headers';
import type { KeySetMemory, RecalledSet } from '../keys/key-set-memory.js';
import type { KeysAnswer } from '../keys/read-keys.js';
import { codeOf } from '../keys/refresh-verdict.js';
import type { KeySetSite } from '../trust/key-set-store.js';
import { type KeySetRecord, nameOfPlace, readRecord, writeRecord } from './key-set-record.js';
import { persistedLimits } from './persisted-limits.js';
import { recallSet } from './recall-set.js';
import { RecordRefusal } from './record-refusal.js';
import type { Seal } from './seal.js';

/** The part of Keyv that is used. */
export interface KeyValueStore {
  get(name: string): Promise<unknown>;
  set(name: string, value: string, ttlMilliseconds: number): Promise<unknown>;
}

/** Keeps the set of one issuer. Whatever the store does, keys that are fetched are used, and an event tells of it. */
export class KeySetKeeper implements KeySetMemory {
  readonly #store: KeyValueStore;
  readonly #seal: Seal;
  readonly #site: KeySetSite;
  readonly #name: string;
  #served: Extract<KeysAnswer, { kind: 'set' }> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: KeyValueStore, seal: Seal, site: KeySetSite) {
    this.#store = store;
    this.#seal = seal;
    this.#site = site;
    this.#name = `keyturn-keys:${JSON.stringify([site.issuer, nameOfPlace(site)])}`;
  }

  async recall(nowSeconds: number): Promise<RecalledSet | undefined> {
    const { clock, emit, issuer } = this.#site;
    const wallSeconds = clock.nowSeconds();
    try {
      const record = await this.#inTime(this.#read());
      if (record === undefined) return undefined;
      const recalled = await recallSet(record, this.#site, wallSeconds, nowSeconds);
      emit('keys.recalled', {
        issuer,
        epoch: recalled.epoch,
        ageSeconds: nowSeconds - recalled.lifetime.generatedAtSeconds,
        usableForSeconds: recalled.lifetime.usableUntilSeconds - nowSeconds,
      });
      return recalled;
    } catch (failure) {
      this.#tell(failure);
      return undefined;
    }
  }

  keep(answer: KeysAnswer, requestedSecondsAgo: number): void {
    if (answer.kind === 'set') this.#served = answer;
    const served = this.#served;
    if (served === undefined) return;
    const { place, body } = served.served;
    const record: KeySetRecord = {
      issuer: this.#site.issuer,
      from: nameOfPlace(this.#site),
      jwksUri: place.jwksUri,
      algorithms: place.algorithms,
      requestedAtSeconds: this.#site.clock.nowSeconds() - requestedSecondsAgo,
      cache: answer.cache,
      epoch: served.epoch,
      body: new TextDecoder().decode(body),
    };
    // One after the other, or the older of two could come last.
    this.#writing = this.#writing
      .then(() => this.#inTime(this.#write(record)))
      .catch((failure) => this.#tell(failure));
  }

  async #read(): Promise<KeySetRecord | undefined> {
    const sealed = await this.#ask(() => this.#store.get(this.#name));
    if (sealed === undefined || sealed === null) return undefined;
    if (typeof sealed !== 'string' || sealed.length > persistedLimits.maxRecordCharacters)
      throw new RecordRefusal('record_corrupt', 'What is kept is no text, or too long.');
    return readRecord(await this.#seal.open(sealed), this.#site);
  }

  /** Never over what a peer read later, or of a higher epoch: a replica that lags behind must not set others back. */
  async #write(record: KeySetRecord): Promise<void> {
    // What cannot be read is worth nothing, and is written over.
    const kept = await this.#read().catch(() => undefined);
    const now = this.#site.clock.nowSeconds();
    const usableUntil = ({ cache, requestedAtSeconds }: KeySetRecord) =>
      freshnessOf(cache, Math.min(requestedAtSeconds, now), this.#site.limits).usableUntilSeconds;
    if (kept !== undefined && now < usableUntil(kept) && isAhead(kept, record)) return;
    const ttlMilliseconds = Math.ceil((usableUntil(record) - now) * 1000);
    if (ttlMilliseconds <= 0) return;
    const sealed = await this.#seal.close(writeRecord(record));
    const answer = await this.#ask(() => this.#store.set(this.#name, sealed, ttlMilliseconds));
    if (answer === false) throw new RecordRefusal('store_failed', 'The store did not take the set.');
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (cause) {
      throw new RecordRefusal('store_failed', 'The store failed.', { cause });
    }
  }

  #inTime<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.#site.clock.after(persistedLimits.storeDeadlineMilliseconds, () =>
        reject(new RecordRefusal('store_slow', 'The store takes too long.')),
      );
      work.then(resolve, reject).finally(cancel);
    });
  }

  #tell(failure: unknown): void {
    this.#site.emit('store.failed', { issuer: this.#site.issuer, reason: codeOf(failure) });
  }
}

function isAhead(kept: KeySetRecord, offered: KeySetRecord): boolean {
  const [keptEpoch, offeredEpoch] = [kept.epoch ?? -1, offered.epoch ?? -1];
  if (keptEpoch !== offeredEpoch) return keptEpoch > offeredEpoch;
  return kept.requestedAtSeconds > offered.requestedAtSeconds;
}
