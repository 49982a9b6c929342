import { sleep } from '@keyturn/shared/clock';
import { expect, test } from 'vitest';
import { reportSchema } from '../../../provider/scenario/report-schema.js';
import type { RunProgress } from '../../../provider/scenario/run-progress.js';
import { RunStop } from '../../../provider/scenario/run-stop.js';
import { runVirtual } from '../../../provider/scenario/run-virtual.js';
import type { Scenario } from '../../../provider/scenario/scenario.js';
import type { Stage } from '../../../provider/scenario/stage.js';
import type { ScenarioIssuer, ScenarioWorld, Target } from '../../../provider/scenario/world.js';

const scenario: Scenario = {
  name: 'scripted',
  drill: 'D01',
  title: 'everything is made up',
  durationSeconds: 10,
  traffic: { clients: 2, pauseMilliseconds: 1000, presentAtSeconds: [0, 1] },
  events: [{ atSeconds: 5, do: 'rotate', series: 'any' }],
  bars: { falseRejects: 0, unknownKids: 0, publishedKeys: 3, validTokensTried: 20, signingKids: 1 },
  patience: { lateSeconds: 0.25, withinSeconds: 1 },
};

/** An issuer and parties that agree on everything, but for what a test changes. */
function makeWorld(
  { clock }: Stage,
  changes: Partial<ScenarioIssuer> = {},
  target: Partial<Target> = {},
): ScenarioWorld {
  const issuer: ScenarioIssuer = {
    issuer: 'http://127.0.0.1:1',
    async issueToken() {
      const issuedAtSeconds = clock.nowSeconds();
      return { token: 'token', kid: 'kid', issuedAtSeconds, expiresAtSeconds: issuedAtSeconds + 5 };
    },
    rotate: async () => ({ outcome: 'done', rule: null }),
    revoke: async () => ({ outcome: 'done', rule: null, revokedKid: 'kid' }),
    publishedKeys: async () => [],
    keySetRequests: () => [],
    close: async () => {},
    ...changes,
  };
  return {
    startIssuer: async () => issuer,
    startTarget: () => ({
      present: async () => ({ answer: 'accepted', code: null, kidKnown: true }),
      close: () => {},
      ...target,
    }),
  };
}

const play = (changes: Partial<ScenarioIssuer> = {}, target: Partial<Target> = {}) =>
  runVirtual(scenario, (stage) => makeWorld(stage, changes, target));

const failing = async () => {
  throw Object.assign(new Error('no key set young enough to serve'), { code: 'jwks_too_old' });
};

test('ten seconds of a scenario are ten seconds of its clock, however long they take', async () => {
  const report = await play();
  expect(report).toMatchObject({ verdict: 'pass', clock: 'virtual', seed: 1, reasons: [] });
  // The second client begins half a pause later, and presents its last token a second after it came.
  expect(report.endedAtSeconds - report.startedAtSeconds).toBe(10.5);
  expect(report.figures).toMatchObject({ tokensIssued: 20, validTokensTried: 40, verifyMaxMilliseconds: 0 });
  const document: unknown = JSON.parse(JSON.stringify(report));
  expect(reportSchema.parse(document)).toEqual(document);
});

test('a set that the runner could not look at is told, and the run goes on', async () => {
  let looks = 0;
  const report = await play({ publishedKeys: async () => (looks++ === 3 ? failing() : []) });
  expect(report.verdict).toBe('inconclusive');
  expect(report.figures.failedLookReasons).toEqual({ jwks_too_old: 1 });
  expect(report.reasons).toEqual(['failedLooks is 1, not <= 0']);
  expect(report.figures.tokensIssued).toBe(20);
});

test.each<[string, Partial<ScenarioIssuer>, object]>([
  ['forgeries that cannot be made', { badTokens: failing }, { verdict: 'inconclusive' }],
  [
    'an event that throws',
    { rotate: failing },
    { verdict: 'inconclusive', events: [{ outcome: 'failed', rule: 'jwks_too_old' }] },
  ],
  ['an issuer that gives no token', { issueToken: failing }, { verdict: 'fail' }],
])('%s: a report, not an exception', async (_what, changes, expected) => {
  expect(await play(changes)).toMatchObject(expected);
});

test('a party that never answers ends the run, for nobody would wait for it', async () => {
  const never = play({}, { present: () => new Promise(() => {}) });
  await expect(never).rejects.toThrow('waits for something that never comes');
});

test('one that waits for ever by the clock does so too', async () => {
  const forever = runVirtual(scenario, (stage) =>
    makeWorld(stage, {
      async issueToken() {
        for (;;) await sleep(stage.clock, 1000);
      },
    }),
  );
  await expect(forever).rejects.toThrow('waits for something that never comes');
});

test('chance is that of the seed', async () => {
  const drawsOf = async (seed?: number) => {
    const draws: number[] = [];
    await runVirtual(
      scenario,
      (stage) => {
        draws.push(stage.draw(), stage.draw(), stage.draw());
        return makeWorld(stage);
      },
      { seed },
    );
    return draws;
  };
  expect(await drawsOf()).toEqual(await drawsOf(1));
  expect(await drawsOf(2)).not.toEqual(await drawsOf(1));
  expect((await drawsOf(3)).every((draw) => draw >= 0 && draw < 1)).toBe(true);
});

/** Ended by alice after so many seconds. */
function playUntil(
  endsAtSeconds: number,
  target: Partial<Target> = {},
  change: Partial<ScenarioIssuer> = {},
) {
  const stop = new RunStop();
  const told: RunProgress[] = [];
  const onProgress = (progress: RunProgress) => {
    told.push(progress);
    if (progress.elapsedSeconds >= endsAtSeconds) stop.end('alice');
  };
  const report = runVirtual(scenario, (stage) => makeWorld(stage, change, target), { stop, onProgress });
  return { report, told };
}

test('a run that is stopped ends at once, says who did it, and does nothing any more', async () => {
  let rotations = 0;
  const rotate = async () => ({ outcome: `done ${++rotations}`, rule: null });
  const { report, told } = playUntil(3, {}, { rotate });
  expect(await report).toMatchObject({ verdict: 'inconclusive', stoppedBy: 'alice', rejects: [] });
  const { reasons, events, startedAtSeconds, endedAtSeconds } = await report;
  expect(reasons[0]).toBe('it was stopped before its end, by alice');
  expect(events.map(({ outcome }) => outcome)).toEqual(['stopped']);
  expect(endedAtSeconds - startedAtSeconds).toBe(3);
  expect(told.map(({ elapsedSeconds }) => elapsedSeconds)).toEqual([0, 1, 2, 3]);
  expect(told.at(-1)?.seen).toMatchObject({ refused: 0, validTokensTried: expect.any(Number) });
  expect(rotations).toBe(0);
});

test('harm that was found before the stop is harm', async () => {
  const refusing = async () => ({ answer: 'refused' as const, code: 'no_reason', kidKnown: true });
  const { report } = playUntil(4, { present: refusing });
  expect(await report).toMatchObject({ verdict: 'fail', stoppedBy: 'alice' });
});
