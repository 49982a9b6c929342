import type { Clock } from '@keyturn/shared/clock';
import { systemClock } from '@keyturn/shared/clock';
import { profiles } from '@keyturn/shared/profiles';
import { ConfigurationError } from './configuration/configuration-error.js';
import type { IssuerConfiguration } from './configuration/issuer-schema.js';
import type { KeyCustody } from './custody/key-custody.js';
import { openServer, placeOfServer } from './open-server.js';
import type { Force } from './ring/guard.js';
import type { KeyRing } from './ring/key-ring.js';
import type { PublicView } from './ring/observations.js';
import type { RotationPolicy } from './ring/policy.js';
import { resolvePolicy } from './ring/policy.js';
import { ClockWatch } from './rotator/clock-watch.js';
import type { IssuerRing } from './rotator/issuer-ring.js';
import { createIssuerRing, openIssuerRing } from './rotator/issuer-ring.js';
import { createFirstOfTurn } from './rotator/loop-turn.js';
import type { LogEvent, RingContext } from './rotator/ring-context.js';
import { RingError } from './rotator/ring-error.js';
import { SignerWatch } from './rotator/signer-watch.js';
import { createFileRingStore } from './stores/file-ring-store.js';
import { createMemoryRingStore } from './stores/memory-ring-store.js';
import type { RingStore } from './stores/ring-store.js';
import { createSharedRingStore } from './stores/shared-ring-store.js';
import { withDeadlines } from './stores/store-deadlines.js';

export interface RingParts {
  readonly custody: KeyCustody;
  readonly clock: Clock;
  readonly log: LogEvent;
  readonly ringStore?: RingStore | undefined;
  readonly createRing?: boolean | undefined;
  /** Goes on writing: a store for one writer only is claimed, and one that has its writer is refused. Default false. */
  readonly staysWriter?: boolean | undefined;
  readonly adoptPolicy?: boolean | Force | undefined;
  /** O1; undefined, or a view that is: nobody looks. */
  readonly publicView?: (() => PublicView | undefined) | undefined;
}

/** The policy that a configuration asks for, every duration resolved, and the freshness that verifiers of its profile have. */
export function policyOfConfiguration({ rotation }: Pick<IssuerConfiguration, 'rotation'>): {
  policy: RotationPolicy;
  minFreshSeconds: number;
} {
  return {
    policy: resolvePolicy(rotation),
    minFreshSeconds: profiles[rotation.profile].verifier.minFreshSeconds,
  };
}

/**
 * Opens the ring of the configured issuer. Creates one only where asked by name, or in memory, where a store is always
 * empty at first (I12). Rejects with RingError.
 */
export async function openRing(configuration: IssuerConfiguration, parts: RingParts): Promise<IssuerRing> {
  const { minFreshSeconds } = policyOfConfiguration(configuration);
  const mayCreate =
    parts.createRing === true || (parts.ringStore === undefined && configuration.store.kind === 'memory');
  return withContext(configuration, parts, async (context) => {
    if (parts.staysWriter === true) await context.store.claim?.();
    const stored = await context.store.read();
    if (stored === null && mayCreate) return createIssuerRing(context, { minFreshSeconds });
    // Before anything is adopted: what is not ours is not changed.
    if (stored !== null) assertOwn(stored, configuration.issuer);
    return openIssuerRing(context, { minFreshSeconds, adoptPolicy: parts.adoptPolicy ?? false });
  });
}

/** A store that was opened for nothing is closed: a connection would keep a process alive. */
async function withContext(
  configuration: IssuerConfiguration,
  parts: RingParts,
  open: (context: RingContext) => Promise<IssuerRing>,
): Promise<IssuerRing> {
  const context = await ringContext(configuration, parts);
  return open(context).catch(async (error: unknown) => {
    await context.store.close().catch(() => {});
    throw error;
  });
}

/** An issuer that changes its name is a new issuer: the keys of the old one must not verify tokens of the new. */
function assertOwn(stored: KeyRing, issuer: string): void {
  if (stored.issuer === issuer) return;
  throw new ConfigurationError('store_of_other_issuer', [
    `store: it holds the ring of ${stored.issuer}, not of ${issuer}; name another folder, or the issuer it is of`,
  ]);
}

/** Rejects with RingError `ring_exists` where the store holds a ring. */
export async function assertNoRing({ store, issuer }: IssuerConfiguration): Promise<void> {
  const opened = await openStore({ store, issuer }, systemClock, () => {});
  const found = await opened.read().finally(() => opened.close());
  if (found !== null) throw new RingError('ring_exists', `the store of ${issuer} holds a ring already`);
}

/** `keyturn init`. Rejects with RingError `ring_exists`. */
export async function createRing(configuration: IssuerConfiguration, parts: RingParts): Promise<IssuerRing> {
  const { minFreshSeconds } = policyOfConfiguration(configuration);
  return withContext(configuration, parts, (context) => createIssuerRing(context, { minFreshSeconds }));
}

async function ringContext(configuration: IssuerConfiguration, parts: RingParts): Promise<RingContext> {
  const { custody, clock, log } = parts;
  const { policy } = policyOfConfiguration(configuration);
  const { ringStore } = parts;
  const store =
    ringStore === undefined ? await openStore(configuration, clock, log) : withDeadlines(ringStore, clock);
  const offsets = policy.series.map(({ maxClockOffsetSeconds }) => maxClockOffsetSeconds);
  // Two clocks of one machine differ by what reading them takes, whatever the policy says.
  const least = Math.max(1, Math.min(...offsets));
  const onStep = (stepSeconds: number) =>
    log('error', 'clock.stepped', { stepSeconds, allowedSeconds: least });
  return {
    issuer: configuration.issuer,
    ...{ store, custody, policy, clock, log },
    publicView: parts.publicView,
    clockWatch: configuration.confirmClockSteps ? new ClockWatch(least, onStep) : undefined,
    signerWatch: new SignerWatch(clock, log, clock === systemClock ? createFirstOfTurn() : undefined),
  };
}

/** The store that a configuration names. Its calls end. */
export async function openStore(
  { store, issuer }: Pick<IssuerConfiguration, 'store' | 'issuer'>,
  clock: Clock,
  log: LogEvent,
): Promise<RingStore> {
  if (store.kind === 'memory') return createMemoryRingStore(clock);
  if (store.kind === 'file') return openFileStore(store.folder, { clock, log });
  return createSharedRingStore(await openServer(store, issuer, clock), placeOfServer(store));
}

/** A store by its folder, whether or not a ring is in it. */
export async function openFileStore(
  folder: string,
  { clock, log }: Pick<RingParts, 'clock' | 'log'>,
): Promise<RingStore> {
  const onCleanupFailed = (error: Error) => log('warn', 'store.cleanup_failed', { error });
  return withDeadlines(await createFileRingStore({ folder, clock, onCleanupFailed }), clock);
}
