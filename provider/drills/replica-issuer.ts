import type { RequestListener } from 'node:http';
import type { LogEvent } from '../rotator/ring-context.js';
import type { SigningGrant } from '../rotator/signing-grant.js';
import type { Stage } from '../scenario/stage.js';
import type { ScenarioIssuer } from '../scenario/world.js';
import { requestToken, revoke, rotate, type Sabotage } from './drill-issuer.js';
import { DrillStore, type OpenReplicaStore } from './drill-store.js';
import { HttpClient } from './http-client.js';
import { fetchAnswer } from './origin-answer.js';
import { PartiesDoor } from './parties-door.js';
import type { PinnedCopy } from './pinned-copy.js';
import { publishedKeys } from './published-keys-of.js';
import { createReplicaFront } from './replica-front.js';
import { nobodyRuns, ReplicaSet, type ReplicaTerms } from './replica-set.js';
import { signWithStolenKey } from './stolen-key.js';

export interface ReplicaIssuerParts {
  readonly stage: Stage;
  readonly log: LogEvent;
  readonly terms: ReplicaTerms;
  readonly copy: PinnedCopy;
  readonly sabotage?: Sabotage | undefined;
  readonly openStore?: OpenReplicaStore | undefined;
}

/** Several providers over one store in memory, behind a round-robin front that passes by whoever is not ready. */
export async function startReplicaIssuer(parts: ReplicaIssuerParts): Promise<ScenarioIssuer> {
  const { stage, log, terms, copy, openStore, sabotage = (handler) => handler } = parts;
  const { clock, network } = stage;
  const store = new DrillStore(clock, openStore, terms.storeClockOffsetSeconds);
  const door = new PartiesDoor(clock);
  let front: RequestListener = (_request, response) => response.writeHead(503).end();
  const served = await network.serve(door.guard((request, response) => front(request, response)));
  const behind = await network.serve((request, response) => front(request, response));
  const issuer = served.origin;
  const set = new ReplicaSet({ issuer, clock, log, store, terms, copy });
  await set.open();
  store.beginCounting();
  front = sabotage(createReplicaFront(set.replicas));
  const http = new HttpClient({ clock, connect: network.connect });
  door.openTo({
    ask: (path) => fetchAnswer(http, `${behind.origin}${path}`),
    retiringKids: async () => [],
  });
  let restarts = 0;
  const stolen: SigningGrant[] = [];
  /** Whom an operator asks: the last that runs, since the first is the one that has its troubles. */
  const asked = () => set.running.at(-1);
  return {
    issuer,
    issueToken: () => requestToken(http, issuer, set.authorization, clock),
    async rotate(series, forcedBecause) {
      const provider = asked();
      return provider === undefined ? nobodyRuns : rotate(provider, series, forcedBecause);
    },
    async revoke(series, replaceWith) {
      const provider = asked();
      if (provider === undefined) return { ...nobodyRuns, revokedKid: '' };
      // What makes it an emergency: somebody else has the key, and goes on signing with it.
      const signing = await provider.issuer().ring.signing(series);
      const outcome = await revoke(provider, series, replaceWith);
      if (outcome.outcome === 'done') stolen.push(signing);
      return outcome;
    },
    changeReplicas: (event) => set.change(event),
    badTokens: () => Promise.all(stolen.map((grant) => signWithStolenKey(grant, issuer, clock.nowSeconds()))),
    async publishedKeys(series) {
      const provider = asked();
      return provider === undefined ? [] : publishedKeys(provider, series);
    },
    ringChanges: () => store.changes(),
    isAlarmed: () => set.replicas.some(({ provider, isReady }) => provider !== undefined && !isReady),
    keySetRequests: () => door.requests,
    keySetBytesAtMost: () => door.keySetBytesAtMost(),
    poisonKeySet: (what, forSeconds) => door.poisonKeySet(what, forSeconds),
    stepClock: (seconds, forSeconds) => store.stepClock(seconds, forSeconds),
    async restartOne() {
      restarts += 1;
      await set.restart(restarts % set.replicas.length);
    },
    async close() {
      http.close();
      await served.close();
      await behind.close();
      await set.close();
    },
  };
}
