import { checkPolicy, violations } from '../ring/check-policy.js';
import type { Force } from '../ring/guard.js';
import type { JournalTail } from '../ring/journal.js';
import type { FormerKey, KeyRing } from '../ring/key-ring.js';
import { keyInState, seriesOf } from '../ring/key-ring.js';
import type { RotationPolicy, SeriesPolicy } from '../ring/policy.js';
import { seriesPolicyOrDefault } from '../ring/published-keys.js';
import { ActiveSigners } from './active-signers.js';
import { commitFirstRing } from './commit-change.js';
import { readFormerKeys } from './read-former-keys.js';
import { readJournal } from './read-journal.js';
import { readOwnRing } from './read-own-ring.js';
import type { RingContext } from './ring-context.js';
import { RingError } from './ring-error.js';
import { RingSnapshots } from './ring-snapshots.js';
import type { VerbOutcome } from './rotator.js';
import { Rotator } from './rotator.js';
import { SelfChecks } from './self-check.js';
import type { ServableRing } from './served-view.js';
import { ServedViews } from './served-view.js';
import type { SigningGrant } from './signing-grant.js';
import { readSteadySeconds, readStoreClock } from './store-instant.js';
import { type ServingLimits, servingLimits, signingLimitSeconds } from './view-limits.js';
import type { RingHealth } from './watchdog.js';
import { watch } from './watchdog.js';

/**
 * One issuer's ring as a replica holds it: to serve (I15), to sign with (I5), to turn, to watch.
 */
export class IssuerRing {
  readonly issuer: string;
  readonly policy: RotationPolicy;
  readonly verbs: Rotator;
  readonly #context: RingContext;
  readonly #snapshots: RingSnapshots;
  readonly #views = new ServedViews();
  readonly #signers: ActiveSigners;
  readonly #signingLimits: ReadonlyMap<SeriesPolicy, number>;
  /** Those of a ring, which only another ring changes. */
  #limits: { readonly of: KeyRing | undefined; readonly limits: ServingLimits } | undefined;
  #lastTickAtMilliseconds: number;

  constructor(context: RingContext) {
    this.issuer = context.issuer;
    this.policy = context.policy;
    this.#context = context;
    this.#snapshots = new RingSnapshots(context);
    this.#signers = new ActiveSigners(context);
    this.verbs = new Rotator(context, this.#snapshots, new SelfChecks(context));
    const { series } = this.policy;
    this.#signingLimits = new Map(series.map((each) => [each, signingLimitSeconds(each, series)]));
    this.#lastTickAtMilliseconds = context.clock.monotonicMilliseconds();
  }

  /** What may be served now. Rejects with RingError `jwks_too_old` (503) past P + Z (I15). */
  async servable(): Promise<ServableRing> {
    const { freshSeconds, atMostSeconds } = this.#servingLimits();
    try {
      const { ring, nowSeconds } =
        this.#snapshots.atHand(freshSeconds) ?? (await this.#snapshots.read(freshSeconds, atMostSeconds));
      return this.#views.derive(ring, this.policy, this.#servingSeconds(nowSeconds));
    } catch (cause) {
      throw new RingError('jwks_too_old', 'no key set young enough to serve', {
        cause,
        retryAfterSeconds: Math.max(1, Math.ceil(freshSeconds)),
      });
    }
  }

  /** The ring as the store has it, for a person to look at: however long the look took. Never for an answer to a party. */
  async look(): Promise<ServableRing> {
    const ring = await readOwnRing(this.#context);
    return this.#views.derive(ring, this.policy, await readSteadySeconds(this.#context));
  }

  /** The store's clock, which every window is counted by. */
  async storeSeconds(): Promise<number> {
    return (await readStoreClock(this.#context)).nowSeconds;
  }

  /** Who did what, when and why, from the first ring on. */
  readJournal(): Promise<JournalTail> {
    return readJournal(this.#context);
  }

  /** Every key that was removed or revoked, oldest first. Rejects with RingError, StoreError. */
  formerKeys(): Promise<readonly FormerKey[]> {
    return readFormerKeys(this.#context);
  }

  /**
   * What a token of this series is signed with; without a name, of the default series. Rejects with RingError
   * `signing_unavailable` (503) rather than guess: snapshot older than the lease, no active key, key unreadable (I5).
   */
  async signing(seriesName?: string): Promise<SigningGrant> {
    const series = this.#series(seriesName);
    const lease = series.signerLeaseSeconds;
    const limit = this.#signingLimits.get(series) ?? 0;
    const { ring, nowSeconds } =
      this.#snapshots.atHand(limit) ??
      (await this.#snapshots.read(limit).catch((cause: unknown) => {
        throw unavailable('the signer lease ended', lease, cause);
      }));
    if (ring.policyDigest !== this.policy.digest)
      throw unavailable('the ring is turned by another policy', lease);
    const settled = this.#views.settled(ring, this.#servingSeconds(nowSeconds));
    const key = keyInState(seriesOf(settled, series.name), 'active');
    if (key === undefined)
      throw unavailable(`series ${series.name} has no active key yet`, series.publishLeadSeconds);
    const signer = await this.#signers.open(key, series.name);
    this.#context.signerWatch?.assertUsable(key.kid);
    const { kid, alg, publicJwk } = key;
    return {
      kid,
      alg,
      publicJwk,
      epoch: settled.epoch,
      signer,
      maxTokenLifetimeSeconds: series.maxTokenLifetimeSeconds,
      nowSeconds,
    };
  }

  /** One tick of the schedule: does what is due, and tells the watchdog that it did. */
  async tick(actor: string): Promise<VerbOutcome> {
    const outcome = await this.verbs.tick(actor);
    if (outcome.outcome !== 'refused')
      this.#lastTickAtMilliseconds = this.#context.clock.monotonicMilliseconds();
    await this.#signers.probe(this.#snapshots.ring);
    return outcome;
  }

  /** O4, for `/health/ready` and alarms. */
  health(): RingHealth {
    const view = this.#snapshots.peek();
    return watch({
      ring: view?.ring,
      snapshotAgeSeconds: view?.ageSeconds ?? Number.POSITIVE_INFINITY,
      lastTickAgeSeconds: (this.#context.clock.monotonicMilliseconds() - this.#lastTickAtMilliseconds) / 1000,
      nowSeconds: view?.nowSeconds ?? 0,
      policy: this.policy,
      unreadableSeries: this.#signers.unreadable,
      failingSigners: this.#context.signerWatch?.failing(),
      clockStep: view === undefined ? undefined : this.#context.clockWatch?.pending(view.ring),
      publicView: this.#context.publicView?.(),
    });
  }

  close(): Promise<void> {
    return this.#context.store.close();
  }

  #servingLimits(): ServingLimits {
    const { ring } = this.#snapshots;
    if (this.#limits === undefined || this.#limits.of !== ring) {
      const adopted = ring?.series.map(({ terms }) => terms) ?? [];
      this.#limits = { of: ring, limits: servingLimits(this.policy.series, adopted) };
    }
    return this.#limits.limits;
  }

  /** O3: while nobody confirmed a step of the clock, no key leaves the set by it. */
  #servingSeconds(nowSeconds: number): number {
    const { clockWatch, clock } = this.#context;
    return clockWatch?.servingSeconds(nowSeconds, clock.monotonicMilliseconds()) ?? nowSeconds;
  }

  #series(name: string | undefined): SeriesPolicy {
    const series = seriesPolicyOrDefault(this.policy, name);
    if (series === undefined) throw new RingError('series_unknown', 'there is no such series');
    return series;
  }
}

/** Opens the ring of an issuer. Creates nothing (I12). Rejects with RingError. */
export async function openIssuerRing(
  context: RingContext,
  options: { adoptPolicy?: boolean | Force; minFreshSeconds?: number } = {},
): Promise<IssuerRing> {
  assertPossible(context.policy, options.minFreshSeconds);
  const stored = await readOwnRing(context);
  const ring = new IssuerRing(context);
  if (stored.policyDigest !== context.policy.digest) {
    const { adoptPolicy = false } = options;
    if (adoptPolicy === false) {
      throw new RingError(
        'policy_differs',
        'the configured policy is not the ring’s; keyturn policy adopt makes it so',
      );
    }
    const { guard } = await ring.verbs.adoptPolicy(
      'operator',
      adoptPolicy === true ? undefined : adoptPolicy,
    );
    if (guard !== undefined) throw new RingError('policy_differs', `${guard.message}: ${guard.cure}`);
  }
  return ring;
}

/** `keyturn init`: the one place where a ring comes to be. Rejects with RingError `ring_exists`. */
export async function createIssuerRing(
  context: RingContext,
  options: { minFreshSeconds?: number } = {},
): Promise<IssuerRing> {
  assertPossible(context.policy, options.minFreshSeconds);
  if ((await context.store.read()) !== null)
    throw new RingError('ring_exists', 'the store holds a ring already');
  await commitFirstRing(context, { actor: 'init' });
  return new IssuerRing(context);
}

const DEFAULT_MIN_FRESH_SECONDS = 30;

function assertPossible(policy: RotationPolicy, minFreshSeconds = DEFAULT_MIN_FRESH_SECONDS): void {
  const broken = violations(checkPolicy(policy, minFreshSeconds));
  if (broken.length === 0) return;
  const said = broken.map(
    (row) =>
      `${row.rule} (${row.series}): ${row.what} ${row.configuredSeconds} s is not ${row.relation} ${row.boundSeconds} s`,
  );
  throw new RingError('policy_impossible', said.join('; '));
}

function unavailable(why: string, retryAfterSeconds?: number, cause?: unknown): RingError {
  return new RingError('signing_unavailable', why, {
    cause,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}
