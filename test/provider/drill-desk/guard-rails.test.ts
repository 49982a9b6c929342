import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { DrillTraits } from '../../../provider/drill-desk/drill.js';
import { LEASE_SECONDS } from '../../../provider/drill-desk/drill-lease.js';
import { refuseDrill } from '../../../provider/drill-desk/guard-rails.js';
import { createDrills, scenarios } from '../../../provider/drills/create-drills.js';
import { isDestructive } from '../../../provider/drills/is-destructive.js';
import { liveDrills } from '../../../provider/drills/live-drills.js';
import { resolvePolicy } from '../../../provider/ring/policy.js';

const traits: DrillTraits = { isDestructive: false, runsLive: true, takesTarget: true };
const everything = ['a-drill', 'live:a-drill'];
const live = { url: 'https://id.example', isProduction: false };
const production = { ...live, isProduction: true };
const ask = (asked: object, allowed = everything) =>
  refuseDrill({ name: 'a-drill', traits, terms: {}, ...asked }, allowed)?.code;

test.each([
  ['on the list', {}, undefined],
  ['with a target', { terms: { target: 'https://api.example' } }, undefined],
  ['against a live ring', { live }, undefined],
  ['harmless, against production', { live: production }, undefined],
  ['destructive, on its own issuer', { traits: { ...traits, isDestructive: true } }, undefined],
  ['destructive, against a live ring', { live, traits: { ...traits, isDestructive: true } }, undefined],
  [
    'destructive, against production',
    { live: production, traits: { ...traits, isDestructive: true } },
    'drill_destructive',
  ],
  ['one that needs its own issuer', { live, traits: { ...traits, runsLive: false } }, 'drill_not_possible'],
  ['a live ring in virtual time', { live, terms: { clock: 'virtual' } }, 'drill_not_possible'],
  ['a target in virtual time', { terms: { target: 'x', clock: 'virtual' } }, 'drill_not_possible'],
  ['a live ring and a target', { live, terms: { target: 'x' } }, 'drill_not_possible'],
  [
    'a target that cannot judge it',
    { terms: { target: 'x' }, traits: { ...traits, takesTarget: false } },
    'drill_not_possible',
  ],
])('%s', (_what, asked, code) => {
  expect(ask(asked)).toBe(code);
});

test('what is allowed on an issuer of its own is not allowed on a live ring, nor the other way round', () => {
  expect(ask({ live }, ['a-drill'])).toBe('drill_not_allowed');
  expect(ask({}, ['live:a-drill'])).toBe('drill_not_allowed');
  expect(ask({}, [])).toBe('drill_not_allowed');
});

test('D04 to D06, and a forced D02 or D18, are destructive', () => {
  const destructive = scenarios.filter(isDestructive).map(({ drill }) => drill);
  const must = scenarios.filter(
    ({ drill = '', events }) =>
      /^D0[4-6]c?$/.test(drill) ||
      (/^D(02|18)$/.test(drill) && events.some((event) => 'forcedBecause' in event)),
  );
  expect(destructive).toEqual(expect.arrayContaining(must.map(({ drill }) => drill)));
  expect(must.length).toBeGreaterThan(4);
  expect(createDrills()['planned-rotation']?.traits).toEqual({
    isDestructive: false,
    runsLive: true,
    takesTarget: true,
  });
  expect(createDrills()['emergency-standby']?.traits).toMatchObject({ isDestructive: true, runsLive: true });
});

test('what a drill does to a live ring is destructive only where the guard rails know it', () => {
  const policy = resolvePolicy({ profile: 'default', series: [{ alg: 'ES256' }] }).series[0];
  if (policy === undefined) throw new TypeError('a policy of one series has one');
  const played = [...liveDrills].map(([name, toScenario]) => [name, isDestructive(toScenario(policy))]);
  const known = [...liveDrills.keys()].map((name) => [name, createDrills()[name]?.traits.isDestructive]);
  expect(played).toEqual(known);
  expect(known).toContainEqual(['emergency-standby', true]);
});

test('the README says each code that a request for a drill is refused by, and how long a lease lasts', () => {
  const read = (path: string) => readFileSync(new URL(`../../../provider/${path}`, import.meta.url), 'utf8');
  const readme = read('drills/README.md');
  const code = `${read('drill-desk/drill-desk.ts')}${read('drill-desk/guard-rails.ts')}`;
  const said = [...code.matchAll(/(?:HttpProblem\(|code: )'([a-z_]+)'/g)].map(([, name = '']) => name);
  expect(said).toEqual(expect.arrayContaining(['drill_running', 'drill_destructive', 'issuer_unknown']));
  // What there is not is not found, as everywhere.
  const ofDrills = said.filter((name) => name !== 'not_found');
  const door = ['method_not_allowed', 'credential_missing', 'credential_wrong'];
  expect([...ofDrills, ...door].filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  expect(readme).toContain(`it runs out after ${LEASE_SECONDS} s`);
});
