import { describe, expect, test } from 'vitest';
import { runDrill } from '../../../provider/drills/create-drills.js';
import type { OpenReplicaStore } from '../../../provider/drills/drill-store.js';
import { killAtWrites } from '../../../provider/drills/kill-at-writes.js';
import { laggingReplica } from '../../../provider/drills/lagging-replica.js';
import { longSleep } from '../../../provider/drills/long-sleep.js';
import { PINNED_PARTY, pinnedParty } from '../../../provider/drills/pinned-party.js';
import { policyChange } from '../../../provider/drills/policy-change.js';
import type { ReplicaDrill } from '../../../provider/drills/replica-drill.js';
import { rotateAtOnce } from '../../../provider/drills/rotate-at-once.js';
import { unreadableStores } from '../../../provider/drills/unreadable-store.js';
import { withoutInterceptors } from '../../support/no-interceptors.js';
import {
  creatingAnew,
  everythingAcknowledged,
  leaseIgnored,
  losingLastWrites,
  plainWrites,
  signingAtOnce,
  windowsOfToday,
} from './replica-twins.js';

withoutInterceptors();

/** Half of the drill's traffic: signatures cost the same on any clock. */
function play({ scenario }: ReplicaDrill, openReplicaStore?: OpenReplicaStore) {
  const { traffic, bars } = scenario;
  const fewer = {
    ...scenario,
    traffic: { ...traffic, clients: 2 },
    bars: { ...bars, validTokensTried: bars.validTokensTried / 2 },
  };
  return runDrill(fewer, { clock: 'virtual', ...(openReplicaStore && { openReplicaStore }) });
}

/** A twin bites early, and each process that dies costs a start. */
function firstSeconds(drill: ReplicaDrill, durationSeconds: number): ReplicaDrill {
  return { ...drill, scenario: { ...drill.scenario, durationSeconds } };
}

async function expectPass(drill: ReplicaDrill) {
  const report = await play(drill);
  expect(report.reasons).toEqual([]);
  expect(report).toMatchObject({ verdict: 'pass', rejects: [], drill: drill.scenario.drill });
  return report.figures;
}

async function expectFail(drill: ReplicaDrill, sabotage: OpenReplicaStore, bar: string) {
  const report = await play(drill, sabotage);
  expect(report.verdict).toBe('fail');
  expect(report.bars.filter(({ met }) => !met).map((each) => each.bar)).toContain(bar);
  return report;
}

describe('D13, replicas rotate at once', () => {
  test('four replicas are asked in the same tick, and one key comes of it', async () => {
    const figures = await expectPass(rotateAtOnce);
    expect(figures).toMatchObject({ keysCreated: 1, keysLost: 0 });
    expect(figures.signingKids).toHaveLength(2);
  });

  test('its twin without compare-and-swap fails: keys are overwritten', async () => {
    const { figures } = await expectFail(rotateAtOnce, plainWrites(), 'keysLost');
    expect(figures.keysLost).toBe(3);
  });
});

describe('D14, a replica lags', () => {
  test('its lease ends, it refuses to sign, and its health goes red', async () => {
    const figures = await expectPass(laggingReplica);
    expect(figures.refusedToSign).toBeGreaterThan(0);
    expect(figures.badTokenAnswers['stolen key']).toMatchObject({ key_unknown: expect.any(Number) });
  });

  test('its twin that ignores the lease fails: it goes on signing with the revoked key', async () => {
    const { rejects, figures } = await expectFail(laggingReplica, leaseIgnored(0), 'falseRejects');
    expect(rejects[0]).toMatchObject({ kid: figures.signingKids[0], answer: 'refused', code: 'key_unknown' });
    expect(figures.alarmSeconds).toBeNull();
  });
});

describe('D15, the store is unreadable', () => {
  test.each(unreadableStores.map((drill) => [drill.scenario.title, drill] as const))(
    '%s',
    async (_, drill) => {
      const figures = await expectPass(drill);
      expect(figures.refusedToSign).toBeGreaterThan(10);
      // By the rotation at the end.
      expect(figures.keysCreated).toBe(1);
    },
  );

  test('its twin that makes a ring where it finds none fails: keys are created', async () => {
    const empty = unreadableStores.find(({ scenario }) => scenario.name.endsWith('empty'));
    if (empty === undefined) throw new Error('there is no drill of an empty store');
    const { figures } = await expectFail(empty, creatingAnew(), 'keysCreated');
    expect(figures.keysCreated).toBeGreaterThan(1);
  });
});

describe('D16, everything wakes after a long sleep', () => {
  test('what is overdue is done, and the next key waits its lead', async () => {
    expect((await expectPass(longSleep)).signingKids).toHaveLength(4);
  });

  test('its twin that signs at once fails: parties meet keys that they never had', async () => {
    const wakes = longSleep.scenario.events.find((event) => event.do === 'start-all');
    const { figures } = await expectFail(longSleep, signingAtOnce(wakes?.atSeconds ?? 0), 'unknownKids');
    expect(figures.signingKids.length).toBeGreaterThan(4);
  });
});

describe('D28, processes die at the writes of a store', () => {
  test('before one and after the next: what they leave is whole', async () => {
    const figures = await expectPass(killAtWrites);
    expect(figures.crashes).toBeGreaterThanOrEqual(6);
    expect(figures.keysLost).toBe(0);
  });

  test('its twin that loses the last write fails: keys are gone', async () => {
    const { figures } = await expectFail(firstSeconds(killAtWrites, 13), losingLastWrites(), 'keysLost');
    expect(figures.crashes).toBeGreaterThanOrEqual(2);
  });
});

describe('D30, the policy changes under load', () => {
  test('replica by replica, and tokens of the former one live out their time', async () => {
    await expectPass(policyChange);
  });

  test('its twin that counts windows by the terms of today fails: the old key leaves too soon', async () => {
    const { rejects, figures } = await expectFail(policyChange, windowsOfToday(), 'falseRejects');
    expect(rejects[0]).toMatchObject({ kid: figures.signingKids[0], answer: 'refused', code: 'key_unknown' });
  });
});

describe('D34, a party never fetches', () => {
  test('operator and schedule wait until it was given the key', async () => {
    const { signingKids } = await expectPass(pinnedParty);
    expect(signingKids).toHaveLength(2);
  });

  test('its twin without the guard fails: the rotation goes through, and the party refuses the new key', async () => {
    const sabotage = everythingAcknowledged(PINNED_PARTY);
    const { rejects, figures, bars } = await expectFail(pinnedParty, sabotage, 'falseRejects');
    expect(bars.find(({ bar }) => bar === 'refusals')).toMatchObject({ figure: 0, met: false });
    expect(rejects[0]).toMatchObject({ party: 0, kid: figures.signingKids[1], code: 'key_unknown' });
  });
});
