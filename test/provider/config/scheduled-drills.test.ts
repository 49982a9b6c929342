import { describe, expect, test } from 'vitest';
import { checkConfiguration } from '../../../provider/configuration/check-configuration.js';
import { allowedDrillsOf, findDrillFaults } from '../../../provider/configuration/check-drills.js';
import { createDrills } from '../../../provider/drills/create-drills.js';

const issuer = 'https://id.example';
const drills = createDrills();
const check = (members: object) =>
  checkConfiguration({ issuer, store: { kind: 'memory' }, ...members } as { issuer: string });
const faults = (members: object) => findDrillFaults(check(members), drills).join('\n');
const nightly = { name: 'planned-rotation', schedule: '0 3 * * *' };
const everywhere = { drills: ['planned-rotation', 'live:planned-rotation', 'live:emergency-standby'] };

describe('which drills may be run', () => {
  const byEnvironment = { cron: { drills: { staging: ['planned-rotation'], production: [] } } };

  test.each([
    [{ cron: { drills: ['planned-rotation'] } }, ['planned-rotation']],
    [{ ...byEnvironment, environment: 'staging' }, ['planned-rotation']],
    [{ ...byEnvironment, environment: 'production' }, []],
    [{ ...byEnvironment, environment: 'elsewhere' }, []],
    [{ ...byEnvironment, environment: 'constructor' }, []],
    [byEnvironment, []],
    [{}, []],
  ])('%j', (members, allowed) => {
    expect(allowedDrillsOf(check(members))).toEqual(allowed);
  });

  test('a list by environment asks which this is', () => {
    expect(faults(byEnvironment)).toContain('KEYTURN_ENVIRONMENT');
    expect(faults({ ...byEnvironment, environment: 'elsewhere' })).toBe('');
  });
});

test.each([
  ['at night', { drills: [nightly] }, ''],
  [
    'with a target',
    { drills: [{ ...nightly, target: 'https://a.example/', audience: 'a', port: 4901 }] },
    '',
  ],
  ['against a ring', { drills: [{ ...nightly, live: issuer }] }, ''],
  ['a name that there is not', { drills: [{ ...nightly, name: 'planned-rotatoin' }] }, 'did you mean'],
  ['no cron expression', { drills: [{ ...nightly, schedule: 'at night' }] }, 'not a cron expression'],
  ['no time zone', { drills: [{ ...nightly, timeZone: 'Mars/Olympus' }] }, 'not a cron expression'],
  ['no issuer of ours', { drills: [{ ...nightly, live: 'https://x.example' }] }, 'no issuer of this'],
  ['an audience of nobody', { drills: [{ ...nightly, audience: 'a' }] }, 'go with a target'],
  [
    'not allowed',
    { drills: [{ ...nightly, name: 'double-rotation' }] },
    'add "double-rotation" to cron.drills',
  ],
  [
    'a target in virtual time',
    { drills: [{ ...nightly, target: 'https://a.example/', clock: 'virtual' }] },
    'real time',
  ],
  [
    'destructive, against production',
    { production: true, drills: [{ ...nightly, name: 'emergency-standby', live: issuer }] },
    'is marked production',
  ],
  [
    'destructive, against a ring that is not in production',
    { drills: [{ ...nightly, name: 'emergency-standby', live: issuer }] },
    '',
  ],
])('a drill that runs by itself: %s', (_what, members, said) => {
  const told = faults({ cron: everywhere, ...members });
  if (said === '') expect(told).toBe('');
  else expect(told).toContain(said);
});

test('what another environment allows is no fault here', () => {
  const cron = { drills: { staging: ['planned-rotation'] } };
  expect(faults({ cron, environment: 'production', drills: [nightly] })).toBe('');
});
