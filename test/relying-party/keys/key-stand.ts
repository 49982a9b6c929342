import { generateKeyPairSync } from 'node:crypto';
import type { Clock } from '@keyturn/shared/clock';
import { profiles, type VerifierDurations } from '@keyturn/shared/profiles';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { onTestFinished } from 'vitest';
import type { EmitEvent, VerifierEventName, VerifierEvents } from '../../../relying-party/events.js';
import type { FetchDocument, FetchRules } from '../../../relying-party/fetch/door.js';
import { createNodeFetch } from '../../../relying-party/fetch/node.js';
import type { KeySource } from '../../../relying-party/keys/key-source.js';
import { createNodeSignature } from '../../../relying-party/signature/node.js';
import { createIssuerKeys, type IssuerKeysOptions } from '../../../relying-party/trust/discovery.js';

export const loopbackRules: FetchRules = {
  allowLoopback: true,
  allowPrivateNetwork: false,
  deadlineMilliseconds: 5000,
  maxBodyBytes: 262_144,
};

/** A new P-256 key under this kid. */
export function makeKey(kid: string | undefined, members: Record<string, unknown> = {}): PublicJwk {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', ...members };
  return (kid === undefined ? jwk : { kid, ...jwk }) as unknown as PublicJwk;
}

export interface ToldEvent {
  readonly name: VerifierEventName;
  readonly detail: unknown;
}

export interface KeyStand {
  readonly keys: KeySource & { close(): void };
  readonly clock: VirtualClock;
  /** But for waits, which are apart. */
  readonly told: ToldEvent[];
  readonly waits: VerifierEvents['keys.awaited'][];
  /** Names of what was told, in order. */
  toldNames(): readonly string[];
  /** Lets everything under way on the network come to its end. */
  settle(): Promise<void>;
  /** Moves the clock on by steps (a second unless given) and lets the network settle after each. */
  advance(seconds: number, stepSeconds?: number): Promise<void>;
}

export interface KeyStandOptions extends Partial<Omit<IssuerKeysOptions, 'issuer' | 'emit'>> {
  readonly issuer: string;
  readonly fetchDocument?: FetchDocument;
  /** Called at each event. */
  readonly onTold?: () => void;
  /** Called at each wait. */
  readonly onWaited?: () => void;
  /** How the keys see the clock: for wall clocks that are set and machines that sleep. */
  readonly clockView?: (clock: VirtualClock) => Clock;
}

/** Keys of one issuer on a virtual clock; the network keeps real time. Jitter draws are 0.5 unless given. */
export function standKeys(options: KeyStandOptions): KeyStand {
  const clock = new VirtualClock(1_700_000_000);
  const told: ToldEvent[] = [];
  const waits: VerifierEvents['keys.awaited'][] = [];
  const emit: EmitEvent = (name, detail) => {
    if (name === 'keys.awaited') {
      waits.push(detail as VerifierEvents['keys.awaited']);
      options.onWaited?.();
      return;
    }
    told.push({ name, detail });
    options.onTold?.();
  };
  const network = options.fetchDocument ?? createNodeFetch();
  const underWay = new Set<Promise<unknown>>();
  const fetchDocument: FetchDocument = (request, rules) => {
    const answer = network(request, rules);
    const ended: Promise<unknown> = answer.then(
      () => underWay.delete(ended),
      () => underWay.delete(ended),
    );
    underWay.add(ended);
    return answer;
  };
  const settle = async () => {
    for (let quiet = 0; quiet < 3; quiet++) {
      if (underWay.size > 0) quiet = 0;
      await Promise.all(underWay);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  };
  const {
    fetchDocument: _own,
    onTold: _told,
    onWaited: _waited,
    clockView = (own) => own,
    ...given
  } = options;
  const keys = createIssuerKeys(
    {
      algorithms: ['ES256'],
      fetchRules: loopbackRules,
      durations: profiles.default.verifier,
      draw: () => 0.5,
      ...given,
      emit,
    },
    { fetchDocument, signature: createNodeSignature(), clock: clockView(clock) },
  );
  onTestFinished(() => keys.close());
  return {
    keys,
    clock,
    told,
    waits,
    toldNames: () => told.map(({ name }) => name),
    settle,
    async advance(seconds, stepSeconds = 1) {
      for (let left = seconds; left > 0; left -= stepSeconds) {
        await clock.advanceSeconds(Math.min(stepSeconds, left));
        await settle();
      }
    },
  };
}

/** The code that a look-up is refused with, or what it found. */
export async function findOrCode({ keys }: Pick<KeyStand, 'keys'>, kid: string | undefined): Promise<string> {
  try {
    const found = await keys.find(kid, 'ES256');
    return `found ${found.length}`;
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
}

export const shortDurations = (changes: Partial<VerifierDurations>): VerifierDurations => ({
  ...profiles.default.verifier,
  ...changes,
});
