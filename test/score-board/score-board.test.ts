import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scenarios } from '../../provider/drills/create-drills.js';
import { otherEntrants, ourEntrant } from './entrants.js';
import { type Score, type ScoreBoard, toRound } from './results.js';
import { rounds } from './rounds.js';
import { trustPaths } from './trust-paths.js';
import { readWatched } from './watched.js';
import { writeMarkdown } from './write-markdown.js';

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const board = JSON.parse(read('results.json')) as ScoreBoard;
const page = read('README.md');
const watched = readWatched(read('../../provider/watch/README.md'));

/** What a private row could give somebody away by: party names, and the packages that they are made of. */
const names = otherEntrants.flatMap(({ name, versions }) => [name, ...Object.keys(versions())]);

test('the page is what the command writes of these results', () => {
  expect(page).toBe(writeMarkdown(board, watched));
});

test('ours and other people’s providers were watched over a rotation', () => {
  const providers = watched.map(({ run }) => run.split(',')[0]);
  expect(new Set(providers)).toEqual(
    new Set(['oidc-provider', 'oauth2-mock-server', 'better-auth', 'glewlwyd', 'keyturn']),
  );
  expect(watched.find(({ run }) => run.startsWith('keyturn'))?.findings).toEqual([]);
  for (const { run, findings } of watched.filter((each) => !each.run.startsWith('keyturn')))
    expect(findings, run).not.toEqual([]);
});

test('every round and every party is there', () => {
  expect(board.rounds.map(({ name }) => name)).toEqual(rounds.map(({ name }) => name));
  const entrants = otherEntrants.map(({ name }) => name);
  const told = [...board.others, ...board.leftOut].map(({ name }) => name);
  expect(told.sort()).toEqual([...entrants].sort());
  expect(board.ours.name).toBe(ourEntrant.name);
  for (const round of board.rounds.filter((each) => !each.private))
    expect(Object.keys(round.others)).toEqual(board.others.map(({ name }) => name));
});

test('each of our trust paths went through its drill', () => {
  const played = ({ path, drill }: { readonly path: string; readonly drill: string }) => ({ path, drill });
  expect(board.trustPaths.map(played)).toEqual(trustPaths.map(played));
  const titles = scenarios.map(({ name, title }) => [name, title]);
  for (const { path, drill, title } of board.trustPaths) {
    expect(titles).toContainEqual([drill, title]);
    expect(page).toContain(`| ${path} | \`${drill}\` |`);
  }
});

test('who was left out is named with what is missing', () => {
  for (const { name, why } of board.leftOut) expect(page).toContain(`Left out: ${name}. ${why}`);
  expect(board.leftOut.every(({ why }) => why.includes('apt-get install'))).toBe(true);
});

test('the page says how long a set is wrong once a run had it so', () => {
  const paced = (pace: 'drill' | 'library') =>
    board.rounds.map((round) => (round.private ? { ...round, pace } : round));
  expect(writeMarkdown({ ...board, rounds: paced('library') }, watched)).toContain('is served for 31 s');
  expect(writeMarkdown({ ...board, rounds: paced('drill') }, watched)).not.toContain('is served for 31 s');
});

test('a run is shorter than a quarter of an hour', () => {
  expect(board.tookSeconds).toBeLessThan(900);
});

test('private rows have counts and no names, on the page and in the results', () => {
  const marked = rounds.filter((round) => round.private).map(({ name }) => name);
  expect(board.rounds.some((round) => round.private)).toBe(true);
  for (const name of marked) {
    const round = board.rounds.find((each) => each.name === name);
    expect(round?.private).toBe(true);
    expect(Object.keys(round?.others ?? {})).toEqual(['drilled', 'harmed', 'unsaid']);
    const row = page.split('\n').filter((line) => line.includes(name));
    expect(row).toHaveLength(1);
    expect(names.filter((each) => row[0]?.includes(each) || JSON.stringify(round).includes(each))).toEqual(
      [],
    );
  }
});

const score = (falseRejects: number, stalled = false): Score => ({
  verdict: falseRejects > 0 ? 'fail' : 'pass',
  validTokensTried: 300,
  falseRejects,
  bound95: 0.01,
  tailSeconds: 0,
  fetchesPerParty: 1,
  stalled,
});

test('a private round loses its names, and a stall says nothing about anybody', () => {
  const told = { ...rounds[0], name: 'a', title: 'a', pace: 'drill', private: true } as const;
  const round = toRound({ ...told, play: async () => expect.fail('nothing is played') }, score(0), {
    one: score(0),
    two: score(7),
    three: score(9, true),
  });
  expect(round.others).toEqual({ drilled: 3, harmed: 1, unsaid: 1 });
  expect(JSON.stringify(round)).not.toMatch(/one|two|three/);
});
