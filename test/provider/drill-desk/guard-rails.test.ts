import { expect, test } from 'vitest';
import type { DrillTraits } from '../../../provider/drill-desk/drill.js';
import { refuseDrill } from '../../../provider/drill-desk/guard-rails.js';
import { createDrills, scenarios } from '../../../provider/drills/create-drills.js';
import { isDestructive } from '../../../provider/drills/is-destructive.js';

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
