import { createLocalJWKSet, decodeJwt, errors, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { boundaryDrills } from '../../../provider/drills/boundary-drills.js';
import { type DrillOptions, runDrill } from '../../../provider/drills/create-drills.js';
import { believedOf } from '../../../provider/drills/cross-issuer-key.js';
import { DRILL_AUDIENCE } from '../../../provider/drills/drill-audience.js';
import { createCrowdedTarget } from '../../../provider/drills/hanging-issuer.js';
import { HttpClient } from '../../../provider/drills/http-client.js';
import { createDefaultTarget } from '../../../provider/drills/thundering-expiry.js';
import type { Scenario } from '../../../provider/scenario/scenario.js';
import type { ScenarioIssuer, Target } from '../../../provider/scenario/world.js';
import { withoutInterceptors } from '../../support/no-interceptors.js';
import { withoutOverlap } from './change-key-set.js';

withoutInterceptors();

function scenarioOf(name: string): Scenario {
  const found = boundaryDrills.find(({ scenario }) => scenario.name === name);
  if (found === undefined) throw new Error(`there is no drill ${name}`);
  return found.scenario;
}

async function expectPass(name: string) {
  const report = await runDrill(scenarioOf(name), { clock: 'virtual' });
  expect(report.reasons).toEqual([]);
  expect(report).toMatchObject({ verdict: 'pass', rejects: [] });
  return report.figures;
}

/** Its first seconds, where a twin bites early. */
async function expectFail(name: string, options: DrillOptions, bar: string, change: Partial<Scenario> = {}) {
  const report = await runDrill({ ...scenarioOf(name), ...change }, { clock: 'virtual', ...options });
  expect(report.verdict).toBe('fail');
  expect(report.bars.filter(({ met }) => !met).map((each) => each.bar)).toContain(bar);
  return report;
}

describe('D22, a key of one issuer at another', () => {
  test('no forgery passes on any path, each is refused for its own reason', async () => {
    const figures = await expectPass('cross-issuer-key');
    expect(figures).toMatchObject({ falseAccepts: 0, wrongCodes: 0 });
    expect(Object.keys(figures.badTokenAnswers)).toHaveLength(8);
  });

  test('its twin whose parties find keys by kid alone fails: forgeries are believed', async () => {
    const startTarget: DrillOptions['startTarget'] = (_issuer, _party, stage) => {
      const http = new HttpClient({ clock: stage.clock, connect: stage.network.connect });
      const sets = Promise.all(
        believedOf(stage).discovered.map(async (issuer) =>
          JSON.parse((await http.send(`${issuer}/jwks`, { method: 'GET' })).body),
        ),
      );
      return {
        async present({ token }) {
          const keys = (await sets).flatMap((set) => set.keys);
          const { iss: issuer = '' } = decodeJwt(token);
          const currentDate = new Date(stage.clock.nowSeconds() * 1000);
          const options = { issuer, audience: DRILL_AUDIENCE, currentDate };
          for (const key of keys)
            try {
              await jwtVerify(token, createLocalJWKSet({ keys: [key] }), options);
              return { answer: 'accepted', code: null, kidKnown: null };
            } catch (error) {
              if (!(error instanceof errors.JOSEError)) throw error;
            }
          return { answer: 'refused', code: 'no_key', kidKnown: null };
        },
        close: () => http.close(),
      };
    };
    await expectFail('cross-issuer-key', { startTarget }, 'falseAccepts', { durationSeconds: 4 });
  });
});

describe('D23, one of fifty issuers hangs', () => {
  test('the other forty-nine are verified as ever', async () => {
    const figures = await expectPass('one-issuer-hangs');
    expect(figures.signingKids).toHaveLength(49);
  });

  test('its twin whose parties do one thing after the other fails: all wait for the one', async () => {
    const inTurn = (target: Target): Target => {
      let last: Promise<unknown> = Promise.resolve();
      return {
        ...target,
        present(issued) {
          const turn = last.then(() => target.present(issued));
          last = turn.catch(() => {});
          return turn;
        },
        close: () => target.close(),
      };
    };
    const startTarget: DrillOptions['startTarget'] = (_issuer, _party, stage) =>
      createCrowdedTarget(stage, inTurn);
    await expectFail('one-issuer-hangs', { startTarget }, 'verifyMaxMilliseconds', { durationSeconds: 5 });
  });
});

describe('D26, rotation dies silently', () => {
  test.each([
    ['nobody-asks', 2.1],
    ['step-throws', 4.1],
  ])('%s: red within 2g of what was due, and made up for', async (how, atMostSeconds) => {
    const { alarmSeconds, signingKids } = await expectPass(`silent-rotation-${how}`);
    expect(alarmSeconds).toBeLessThanOrEqual(atMostSeconds);
    expect(signingKids.length).toBeGreaterThan(1);
  });

  test('its twin whose watchdog says nothing fails', async () => {
    const changeIssuer = (issuer: ScenarioIssuer) => ({ ...issuer, isAlarmed: () => false });
    await expectFail('silent-rotation-nobody-asks', { changeIssuer }, 'alarmSeconds');
  });
});

describe('D27, the signer is slow, and then away', () => {
  test('who asks for tokens is told to come again, who verifies them notices nothing', async () => {
    const figures = await expectPass('signer-slow-or-down');
    expect(figures.issueFailures).toBe(0);
    expect(figures.refusedToSign).toBeGreaterThan(0);
  });

  test('its twin whose key set goes down with its signer fails', async () => {
    let isDown = false;
    const report = await expectFail(
      'signer-slow-or-down',
      {
        sabotage: (handler) => (request, response) => {
          response.once('finish', () => {
            if (request.url === '/token') isDown = response.statusCode === 503;
          });
          return isDown && request.url === '/jwks'
            ? response.writeHead(503).end()
            : handler(request, response);
        },
      },
      'falseRejects',
    );
    expect(report.rejects[0]).toMatchObject({ code: 'keys_unavailable' });
  });
});

describe('D31, thundering expiry', () => {
  test('a thousand parties that fetched in one second come back spread', async () => {
    const figures = await expectPass('thundering-expiry');
    expect(figures.keySetPeakOverAverage).toBeLessThanOrEqual(3);
  });

  test('its twin without jitter fails: all of them come back at once', async () => {
    const startTarget: DrillOptions['startTarget'] = (issuer, _party, stage) =>
      createDefaultTarget({ ...stage, draw: () => 0.5 }, issuer);
    const { traffic, bars } = scenarioOf('thundering-expiry');
    await expectFail('thundering-expiry', { startTarget }, 'keySetPeakOverAverage', {
      traffic: { ...traffic, clients: 100 },
      bars: { ...bars, validTokensTried: 1000 },
    });
  });
});

describe('D32, soak', () => {
  test('a thousand operations by chance: nobody notices', async () => {
    const figures = await expectPass('soak');
    expect(figures).toMatchObject({ falseRejects: 0, falseAccepts: 0, keysLost: 0, brokenRules: [] });
  });

  test('its twin over a store that loses a key fails, and says which rule is broken', async () => {
    const openReplicaStore: DrillOptions['openReplicaStore'] = (shared) => ({
      ...shared,
      update: async (expected, next) => shared.update(expected, { ...next, former: next.former.slice(1) }),
    });
    const events = scenarioOf('soak').events.filter(({ atSeconds }) => atSeconds < 60);
    const shorter = { durationSeconds: 65, events };
    const { reasons, figures } = await expectFail('soak', { openReplicaStore }, 'brokenRules', shorter);
    expect(figures.brokenRules).not.toEqual([]);
    expect(reasons.join('; ')).toMatch(/I12: key \S+ is lost/);
  });

  test('its twin without overlap fails: tokens of keys that left are refused', async () => {
    const events = scenarioOf('soak').events.filter(({ atSeconds }) => atSeconds < 60);
    await expectFail('soak', { sabotage: withoutOverlap() }, 'falseRejects', { durationSeconds: 65, events });
  });
});
