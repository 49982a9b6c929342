import { setTimeout as pause } from 'node:timers/promises';
import { HttpClient } from '../../provider/drills/http-client.js';
import type { RingWitness } from '../../provider/drills/ring-witness.js';
import type { EventOutcome, ScenarioIssuer, ScenarioWorld } from '../../provider/scenario/world.js';
import type { RingStore } from '../../provider/stores/ring-store.js';
import { startParty } from './party.js';
import { openProcessIssuer, type ProcessIssuer } from './process-issuer.js';
import { type ProviderProcess, startProvider } from './provider-process.js';
import { turnRotation } from './trial-terms.js';

const REPLICAS = 4;
/** What a call takes until it reads the ring. */
const AHEAD_SECONDS = 0.03;

export interface ReplicaStand {
  readonly place: ProcessIssuer & { readonly secret: string };
  readonly store: RingStore;
  readonly witness: RingWitness;
  /** What each of the callers at `/cron` heard, turn by turn. */
  readonly heard: (readonly string[])[];
}

/** A world whose issuer is four processes behind one front. Each has its schedule; a rotation is asked of all at one instant. */
export function replicaWorld(stand: ReplicaStand): ScenarioWorld {
  return {
    startTarget: startParty,
    async startIssuer(): Promise<ScenarioIssuer> {
      const { asked, front, close } = await openProcessIssuer(stand.place);
      const { folder, file } = stand.place;
      const replicas: ProviderProcess[] = Array.from({ length: REPLICAS }, () => startProvider(folder, file));
      for (const { listening } of replicas) {
        const port = await listening;
        if (port === undefined) throw new Error('a replica was killed by nobody here');
        front.ports.add(port);
      }
      const http = new HttpClient();
      return {
        ...asked,
        rotate: () => turnAtOnce(stand, http, [...front.ports]),
        async close() {
          await Promise.all(replicas.map((replica) => replica.kill()));
          http.close();
          await close();
        },
      };
    },
  };
}

/** Done where it made one new key and one new signer, whoever of the four, or of their schedules, was first. */
async function turnAtOnce(
  { place, store, witness, heard }: ReplicaStand,
  http: HttpClient,
  ports: readonly number[],
): Promise<EventOutcome> {
  await witness.look();
  const { publications, activations } = witness;
  await untilDue(store);
  const headers = { authorization: place.cronAuthorization, 'content-type': 'application/json' };
  const answers = await Promise.all(
    ports.map((port) =>
      http.send(`http://127.0.0.1:${port}/cron/rotate`, { method: 'POST', headers, body: '{}' }),
    ),
  );
  heard.push(
    answers.map(({ status, body }) => {
      const { outcome, rule } = JSON.parse(body) as { outcome?: string; rule?: string };
      return outcome ?? rule ?? `${status}`;
    }),
  );
  await witness.look();
  const made = [witness.publications - publications, witness.activations - activations];
  return { outcome: made.join() === '1,1' ? 'done' : `${made.join()} keys and signers`, rule: null };
}

/** The moment from which the standby may sign and the schedules are about to tick: they wake on the whole second. */
async function untilDue(store: RingStore): Promise<void> {
  const ring = await store.read();
  const standby = ring?.series[0]?.keys.find(({ state }) => state === 'standby');
  const dueAtSeconds = (standby?.publishedAtSeconds ?? 0) + turnRotation.publishLeadSeconds;
  const callAtSeconds = Math.max(dueAtSeconds, Math.ceil(dueAtSeconds) - AHEAD_SECONDS);
  await pause(Math.max(0, callAtSeconds - (await store.nowSeconds())) * 1000);
}
