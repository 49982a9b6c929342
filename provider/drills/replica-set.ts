import { randomBytes } from 'node:crypto';
import type { Clock } from '@keyturn/shared/clock';
import type { SingleIssuerInput } from '../configuration/schema.js';
import type { Provider } from '../create-provider.js';
import { generateWrappingKey } from '../custody/wrapping-key.js';
import { formatStoredSecret, hashGeneratedSecret } from '../oauth/stored-secret.js';
import { type KeyRing, keyInState, type PublishedState, seriesOf } from '../ring/key-ring.js';
import type { LogEvent } from '../rotator/ring-context.js';
import type { ReplicaEvent, StoreFault } from '../scenario/replica-event.js';
import type { EventOutcome } from '../scenario/world.js';
import { DRILL_AUDIENCE } from './drill-audience.js';
import { rotate } from './drill-issuer.js';
import type { DrillStore } from './drill-store.js';
import type { PinnedCopy } from './pinned-copy.js';
import { Replica, type StartOptions } from './replica.js';

type Rotation = NonNullable<SingleIssuerInput['rotation']>;

/** How many replicas, how far off their clocks are, and by what they turn keys. */
export interface ReplicaTerms {
  readonly count: number;
  /** Of the wall clock of each; default none. */
  readonly clockOffsetsSeconds?: readonly number[];
  /** Of the store's clock, which windows are counted by. Default 0. */
  readonly storeClockOffsetSeconds?: number;
  /** Of the clocks of parties, going round them. Default none. */
  readonly partyClockOffsetsSeconds?: readonly number[];
  readonly rotation: Rotation;
  /** Tells new epochs to who listens. Default false. */
  readonly jwksEvents?: boolean;
  /** What `deploy` brings, one after the other. */
  readonly nextRotations?: readonly Rotation[];
}

export interface ReplicaSetParts {
  readonly issuer: string;
  readonly clock: Clock;
  readonly log: LogEvent;
  readonly store: DrillStore;
  readonly terms: ReplicaTerms;
  /** What parties that never fetch have. */
  readonly copy: PinnedCopy;
}

const CLIENT_ID = 'drill';
const RESTART_MILLISECONDS = 100;
const done: EventOutcome = { outcome: 'done', rule: null };

/** The replicas of one issuer, and what they go through. */
export class ReplicaSet {
  readonly replicas: readonly Replica[];
  readonly #parts: ReplicaSetParts;
  readonly #secret = randomBytes(24).toString('base64url');
  readonly #rightKey = generateWrappingKey();
  readonly #deployments = new Map<number, number>();
  #wrappingKey = this.#rightKey;
  #isDoomed = false;
  #isOver = false;

  constructor(parts: ReplicaSetParts) {
    this.#parts = parts;
    this.replicas = Array.from({ length: parts.terms.count }, (_, index) => this.#make(index));
  }

  /** Of the one client. */
  get authorization(): string {
    return `Basic ${Buffer.from(`${CLIENT_ID}:${this.#secret}`).toString('base64')}`;
  }

  get running(): readonly Provider[] {
    return this.replicas.flatMap(({ provider }) => provider ?? []);
  }

  /** The first makes the ring. */
  async open(): Promise<void> {
    await this.#each((replica) => this.#start(replica, { createRing: replica.index === 0 }));
    // Who was set up by hand got the key that signs.
    await this.#copyKeys(['active']);
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.replicas.map((replica) => replica.stop()));
  }

  async restart(index: number): Promise<void> {
    const replica = this.replicas[index];
    if (replica !== undefined) await this.#restart(replica);
  }

  async change(event: ReplicaEvent): Promise<EventOutcome> {
    if (event.do === 'rotate-everywhere') return this.#rotateEverywhere(event.series);
    if (event.do === 'hand-over') return this.#handOver(event.party, event.series);
    await this.#perform(event);
    return done;
  }

  async #perform(event: Exclude<ReplicaEvent, { do: 'rotate-everywhere' | 'hand-over' }>): Promise<void> {
    switch (event.do) {
      case 'freeze-reads':
        return this.#parts.store.freezeReads(event.replica);
      case 'break-store':
        return this.#break(event.how);
      case 'mend-store':
        return this.#mend();
      case 'kill-at-writes':
        this.#isDoomed = true;
        return;
      case 'stop-all':
        return this.#each((replica) => replica.stop());
      case 'start-all':
        return this.#each((replica) => this.#start(replica));
      case 'deploy':
        return this.#deploy(event.replica, event.adopt);
    }
  }

  /** One does it; the others find it done. */
  async #rotateEverywhere(series: string): Promise<EventOutcome> {
    const outcomes = await Promise.all(this.running.map((provider) => rotate(provider, series)));
    return outcomes.find(({ outcome }) => outcome === 'done') ?? outcomes[0] ?? nobodyRuns;
  }

  async #handOver(party: string, series: string): Promise<EventOutcome> {
    const ring = await this.#copyKeys(['active', 'standby']);
    const kid = keyInState(ring && seriesOf(ring, series), 'standby')?.kid;
    const verbs = this.running.at(-1)?.issuer().ring.verbs;
    if (kid === undefined || verbs === undefined) return nobodyRuns;
    const { outcome, guard } = await verbs.perform({ verb: 'acknowledge', party, kid }, 'drill');
    return { outcome, rule: guard?.rule ?? null };
  }

  async #copyKeys(states: readonly PublishedState[]): Promise<KeyRing | undefined> {
    const seen = await this.running.at(-1)?.issuer().ring.look();
    const keys = seen?.ring.series.flatMap((series) => series.keys) ?? [];
    const given = keys.filter(({ state }) => states.includes(state)).map(({ kid }) => kid);
    this.#parts.copy.put(seen?.keySet.keys.filter(({ kid = '' }) => given.includes(kid)) ?? []);
    return seen?.ring;
  }

  async #break(how: StoreFault): Promise<void> {
    if (how !== 'wrong-wrapping-key') return this.#parts.store.break(how);
    this.#wrappingKey = generateWrappingKey();
    await this.#each((replica) => this.#restart(replica));
  }

  async #mend(): Promise<void> {
    this.#parts.store.mend();
    if (this.#wrappingKey === this.#rightKey) return;
    this.#wrappingKey = this.#rightKey;
    await this.#each((replica) => this.#restart(replica));
  }

  async #deploy(index: number, adoptPolicy: boolean): Promise<void> {
    this.#deployments.set(index, this.#deploymentsOf(index) + 1);
    const replica = this.replicas[index];
    if (replica !== undefined) await this.#restart(replica, { adoptPolicy });
  }

  async #restart(replica: Replica, options?: StartOptions): Promise<void> {
    await replica.stop();
    await this.#start(replica, options);
  }

  #start(replica: Replica, options?: StartOptions): Promise<void> {
    const { rotation, nextRotations = [] } = this.#parts.terms;
    return replica.start(
      {
        issuer: this.#parts.issuer,
        store: { kind: 'memory' },
        wrappingKey: Buffer.from(this.#wrappingKey).toString('base64url'),
        // Parties find keys by the metadata of OpenID, which ask for RS256.
        discovery: { openIdWithoutRs256: true },
        rotation: [rotation, ...nextRotations][this.#deploymentsOf(replica.index)] ?? rotation,
        ...(this.#parts.terms.jwksEvents === true ? { jwksEvents: {} } : {}),
        clients: [{ clientId: CLIENT_ID, secrets: [this.#storedSecret()], audiences: [DRILL_AUDIENCE] }],
      },
      options,
    );
  }

  #deploymentsOf(index: number): number {
    return this.#deployments.get(index) ?? 0;
  }

  /** Quick to check, as random secrets are: each start of a replica would pay for a slow one. */
  #storedSecret(): string {
    return formatStoredSecret(hashGeneratedSecret(this.#secret, this.#wrappingKey));
  }

  #make(index: number): Replica {
    const { clock, log, store, terms } = this.#parts;
    const replica: Replica = new Replica({
      ...{ index, clock, log, store, offsetSeconds: terms.clockOffsetsSeconds?.[index] ?? 0 },
      isDoomed: () => this.#isDoomed,
      onDeath: () => {
        store.noteCrash();
        clock.after(RESTART_MILLISECONDS, () => {
          if (!this.#isOver) this.#start(replica).catch(() => {});
        });
      },
    });
    return replica;
  }

  async #each(task: (replica: Replica) => Promise<void>): Promise<void> {
    for (const replica of this.replicas) await task(replica);
  }
}

export const nobodyRuns: EventOutcome = { outcome: 'not_here', rule: null };
