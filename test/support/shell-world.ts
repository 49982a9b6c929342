import { VirtualClock } from '@keyturn/shared/virtual-clock';
import type { JournalEntry } from '../../provider/ring/journal.js';
import type { KeyRing } from '../../provider/ring/key-ring.js';
import type { RotationPolicy } from '../../provider/ring/policy.js';
import { settle } from '../../provider/ring/settle.js';
import type { IssuerRing } from '../../provider/rotator/issuer-ring.js';
import { createIssuerRing, openIssuerRing } from '../../provider/rotator/issuer-ring.js';
import type { RingContext } from '../../provider/rotator/ring-context.js';
import type { VerbOutcome } from '../../provider/rotator/rotator.js';
import type { RingStore } from '../../provider/stores/ring-store.js';
import type { Deed } from './deed.js';
import { FakeCustody } from './fake-custody.js';
import { WatchedStore } from './watched-store.js';

/** One line that the rotator logged. */
export interface LoggedEvent {
  readonly level: string;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface ShellParts {
  readonly clock?: VirtualClock;
  readonly custody?: FakeCustody;
  readonly inner?: RingStore;
}

/** Replicas of one issuer over one store, on a clock that moves only when told to. Keys and time are fake, the rest ships. */
export class ShellWorld {
  readonly clock: VirtualClock;
  readonly custody: FakeCustody;
  readonly store: WatchedStore;
  readonly events: LoggedEvent[] = [];
  policy: RotationPolicy;

  constructor(policy: RotationPolicy, parts: ShellParts = {}) {
    this.policy = policy;
    this.clock = parts.clock ?? new VirtualClock(10_000);
    this.custody = parts.custody ?? new FakeCustody();
    this.store = new WatchedStore(this.clock, parts.inner);
  }

  context(store: RingStore = this.store): RingContext {
    return {
      issuer: 'https://issuer.example',
      store,
      custody: this.custody,
      policy: this.policy,
      clock: this.clock,
      log: (level, event, fields) => this.events.push({ level, event, fields }),
    };
  }

  create(): Promise<IssuerRing> {
    return createIssuerRing(this.context(), { minFreshSeconds: 0 });
  }

  /** Another process, over the same store or over another handle on it. */
  open(options: { adoptPolicy?: boolean; store?: RingStore } = {}): Promise<IssuerRing> {
    const { adoptPolicy = false, store } = options;
    return openIssuerRing(this.context(store), { minFreshSeconds: 0, adoptPolicy });
  }

  /** The ring as it was last committed. */
  get ring(): KeyRing {
    const last = this.store.commits.at(-1);
    if (last === undefined) throw new Error('there is no ring yet');
    return last;
  }

  /** The whole journal, the archived part first. */
  async journal(): Promise<readonly JournalEntry[]> {
    const { entries } = this.ring.journal;
    // What a lost commit archived is in the tail still.
    const archived = (await this.store.readArchive()).filter(
      ({ sequence }) => sequence < (entries[0]?.sequence ?? 0),
    );
    return [...archived, ...entries];
  }

  /** Does one deed through one replica. */
  async perform(replica: IssuerRing, deed: Deed): Promise<VerbOutcome | undefined> {
    const series = (pick: number) => this.policy.series[pick % this.policy.series.length]?.name ?? '';
    switch (deed.do) {
      case 'wait':
        await this.clock.advanceSeconds(deed.seconds);
        return undefined;
      case 'wait-until-due': {
        const { nextChangeAtSeconds: next } = await replica.tick('look');
        const seconds = (next ?? 0) + deed.offsetSeconds - this.clock.nowSeconds();
        await this.clock.advanceSeconds(Math.max(0, seconds));
        return undefined;
      }
      case 'tick':
        return replica.tick('cron');
      case 'prepare':
        return replica.verbs.prepare(series(deed.pick), 'operator');
      case 'rotate':
        return replica.verbs.rotate(series(deed.pick), 'operator');
      case 'roll-back':
        return replica.verbs.rollBack(series(deed.pick), 'operator');
      case 'retire':
        return replica.verbs.retire(this.#kid(deed.pick), 'operator');
      case 'revoke': {
        const { replaceWith } = deed;
        return replica.verbs.revoke({ kid: this.#kid(deed.pick), replaceWith, reason: 'stolen' }, 'operator');
      }
      case 'import':
      case 'adopt':
      case 'foreign-tick':
        throw new Error(`${deed.do} needs another replica`);
    }
  }

  #kid(pick: number): string {
    const { series, former } = settle(this.ring, this.clock.nowSeconds());
    const kids = [...series.flatMap(({ keys }) => keys), ...former].map(({ kid }) => kid);
    return kids[pick % kids.length] ?? 'none';
  }
}
