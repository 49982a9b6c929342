import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createProvider, type Provider } from 'keyturn';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RingWitness } from '../../provider/drills/ring-witness.js';
import { createSharedRingStore } from '../../provider/stores/shared-ring-store.js';
import type { DatabaseServer } from './database-server.js';
import { type SharedKind, sharedKinds } from './shared-kinds.js';

const issuer = 'http://localhost:4000';

type Ring = ReturnType<Provider['issuer']>['ring'];

interface Trouble {
  readonly begin: (server: DatabaseServer, kind: SharedKind) => Promise<void>;
  readonly end: (server: DatabaseServer, kind: SharedKind) => Promise<void>;
  /** Nothing can be read: past L nothing may sign. */
  readonly silences: boolean;
}

const troubles: readonly (readonly [string, Trouble])[] = [
  [
    'killed and started',
    { begin: (server) => server.kill(), end: (server) => server.start(), silences: true },
  ],
  [
    'silent, then itself again',
    { begin: async (server) => server.suspend(), end: async (server) => server.resume(), silences: true },
  ],
  [
    'slow',
    {
      async begin(server) {
        server.suspend();
        await pause(700);
      },
      end: async (server) => server.resume(),
      silences: false,
    },
  ],
  [
    'read-only for a while',
    {
      begin: ({ url }, { refuseWrites }) => refuseWrites(url, true),
      end: ({ url }, { refuseWrites }) => refuseWrites(url, false),
      silences: false,
    },
  ],
];

/** Signs all the time. What is signed is in the set that is served then, or is refused by a code. */
class Signing {
  readonly kids = new Set<string>();
  readonly refusals = new Set<string>();
  readonly strangers: string[] = [];
  #isOver = false;
  readonly #ended: Promise<void>;

  constructor(ring: Ring) {
    this.#ended = this.#sign(ring);
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#ended;
  }

  async #sign(ring: Ring): Promise<void> {
    while (!this.#isOver) {
      try {
        const { kid } = await ring.signing();
        this.kids.add(kid);
        const served = await ring.servable().catch(() => undefined);
        if (served !== undefined && !served.keySet.keys.some((key) => key.kid === kid))
          this.strangers.push(kid);
      } catch (error) {
        this.refusals.add((error as { code?: string }).code ?? String(error));
      }
      await pause(20);
    }
  }
}

describe.each(sharedKinds)('$name', (kind) => {
  test.each(troubles)(
    'a server that is %s in mid rotation: nothing is lost, and nothing is signed wrong',
    async (_what, trouble) => {
      const server = await kind.start();
      onTestFinished(() => server.discard());
      const provider = await createProvider(
        {
          issuer,
          store: { kind: kind.name, url: server.url },
          wrappingKey: randomBytes(32).toString('base64url'),
          rotation: { profile: 'drill', rotationIntervalSeconds: 3600, series: [{ alg: 'ES256' }] },
        },
        { createRing: true, log: () => {} },
      );
      onTestFinished(() => provider.close());
      const store = createSharedRingStore(await kind.connect(server.url, issuer), kind.name);
      onTestFinished(() => store.close());
      const witness = new RingWitness(store);
      await witness.look();
      const { ring } = provider.issuer();
      const signing = new Signing(ring);
      const rotate = () => ring.verbs.rotate('ES256', 'operator', { reason: 'a test' });
      for (const delayMilliseconds of [0, 4]) {
        const turning = rotate().catch((error: unknown) => error);
        await pause(delayMilliseconds);
        await trouble.begin(server, kind);
        if (trouble.silences) await until(async () => signing.refusals.has('signing_unavailable'));
        await turning;
        await trouble.end(server, kind);
        signing.refusals.delete('signing_unavailable');
        // However the first ended, the ring turns on.
        await until(async () => (await rotate().catch(() => undefined))?.outcome === 'done');
        await until(async () => (await ring.look().catch(() => undefined)) !== undefined);
        await witness.look();
      }
      await signing.end();
      expect(witness.findings).toEqual([]);
      expect(signing.strangers).toEqual([]);
      expect([...signing.refusals].filter((code) => code !== 'signing_unavailable')).toEqual([]);
      for (const kid of signing.kids) expect(witness.knows(kid)).toBe(true);
      // Each hand-over made the one key that it needs, beside the first two.
      expect(witness.publications).toBe(witness.activations + 1);
    },
  );
});

/** However slow the machine is; what never comes is cut off by the runner. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(50);
}
