import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkPolicy, violations } from '../../provider/ring/check-policy.js';
import { explore } from './explore/explore.js';
import { nameState } from './explore/name-state.js';
import { actionsIn } from './explore/small-scope.js';
import { mutants } from './mutations/mutants.js';
import { searches } from './mutations/searches.js';
import { proveSound } from './prove-sound.js';
import { readArguments } from './read-arguments.js';
import { brokenOnes, buildReport } from './report/build-report.js';
import { shapeOf } from './report/readme-block.js';
import { writeMarkdown } from './report/write-markdown.js';
import { scopes, smallPolicy, smallSetting, variants } from './scopes.js';
import { sizes } from './sizes.js';
import { tellRun } from './tell/tell-run.js';
import { act } from './world/act.js';
import { begin } from './world/begin.js';

const sound = proveSound(sizes.short, 20_240_607);

test('nothing is broken in the short form', () => {
  expect(brokenOnes(sound)).toEqual([]);
  expect(sound.explorations.every(({ states, steps }) => states >= 20 && steps > 0)).toBe(true);
});

test('the policies of the small scope are possible, and a shortage makes each impossible', () => {
  for (const durations of variants) {
    expect(violations(checkPolicy(smallPolicy(durations), 0))).toEqual([]);
    const lead = smallPolicy(durations, 'expiry-only', 'lead');
    expect(violations(checkPolicy(lead, 0)).map(({ rule }) => rule)).toContain('I1');
    const retention = smallPolicy(durations, 'expiry-only', 'retention');
    expect(violations(checkPolicy(retention, 0)).map(({ rule }) => rule)).toContain('I3');
  }
});

const setting = smallSetting([smallPolicy({})]);
const start = begin(setting, 2, [{ kind: 'shipped', offsetSeconds: 0 }]);

test('a state has one name whenever it is reached and whichever replica is which', () => {
  const later = act(start, { do: 'pass', seconds: 1 }, setting).world;
  const one = act(later, { do: 'read', replica: 0 }, setting).world;
  const other = act(later, { do: 'read', replica: 1 }, setting).world;
  expect(nameState(one, setting)).toBe(nameState(other, setting));
  expect(nameState(one, setting)).not.toBe(nameState(later, setting));
});

test('an exploration ends when it has seen as many states as it may, and counts whole layers', () => {
  const { states, steps, counterexample } = explore(start, setting, actionsIn(scopes.schedule, setting), 50);
  expect({ states, counterexample }).toEqual({ states: 50, counterexample: undefined });
  expect(steps).toBeGreaterThan(1);
});

test('a run is told step by step', () => {
  const actions = [
    { do: 'pass', seconds: 3 },
    { do: 'decide', replica: 0, verb: 'tick', atOnce: true },
    { do: 'present', party: 0, kid: 'key-1', answer: 0 },
  ] as const;
  expect(tellRun(start, actions, setting)).toEqual([
    '0 s: key-1 active, key-2 standby',
    '3 s: time passes',
    '3 s: replica 1 does tick: key-1 retiring, key-2 active, key-3 standby',
    '3 s: party 1 is shown a token of key-1, a fetch would be answered by replica 1: accept',
  ]);
});

test('what the README shows has the properties, the scopes, the trials and the mutants of the code', () => {
  const tried = mutants.map(({ name, rule }) => {
    const search = searches[name];
    const by = search?.by === 'small scope' ? `small scope, ${search.scope}` : (search?.by ?? '');
    return { name, rule, by, found: undefined };
  });
  const size = { ...sizes.short, states: 2, statesOfVariants: 2, fleetsOfAKind: 1, historiesOfAKind: 1 };
  const report = buildReport({ seed: 1, size: 'short' }, proveSound(size, 1), tried);
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  const marks = readme.match(/<!--.*-->/g) ?? [];
  expect(shapeOf(readme)).toEqual(shapeOf(`${marks[0]}\n${writeMarkdown(report)}\n${marks[1]}`));
  expect(report.holds).toBe(false);
});

test.each([
  [['--size', 'huge'], undefined],
  [['--seed', '-1'], undefined],
  [['--fast'], undefined],
  [
    ['--size=long', '--seed=7', '--json'],
    { size: 'long', seed: 7, json: true, stories: false, write: false },
  ],
])('reads %j', (args, read) => {
  expect(readArguments(args, 3)).toEqual(read);
});
