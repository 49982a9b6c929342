import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { otherParties, ours } from '../parties/parties.js';
import type { LabResults } from './results.js';
import { rows } from './rows.js';
import { writeMarkdown } from './write-markdown.js';

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const results: LabResults = JSON.parse(read('results.json'));
const names = otherParties.map(({ name }) => name);
const packages = results.parties
  .filter(({ isOurs }) => !isOurs)
  .flatMap(({ versions }) => Object.keys(versions));

test('the table holds every row and every party, each row as it is judged now', () => {
  const judged = results.rows.map(({ id, title, unit, atMost }) => ({ id, title, unit, atMost }));
  expect(judged).toEqual(rows.map(({ id, title, unit, atMost }) => ({ id, title, unit, atMost })));
  expect(results.parties.map(({ name }) => name)).toEqual([...names, ours.name]);
});

test.each(results.rows)('$id was played at least four times with each', (row) => {
  expect(row.ours.repetitions).toBeGreaterThanOrEqual(4);
  if (row.private) {
    expect(row.others.repetitions).toBeGreaterThanOrEqual(4);
    return;
  }
  expect(Object.keys(row.others)).toEqual(names);
  for (const cell of Object.values(row.others))
    if (cell !== null) expect(cell.repetitions).toBeGreaterThanOrEqual(4);
});

test.each(results.rows)('$id: ours meets the bar, in each repetition', ({ ours: cell, atMost, met }) => {
  expect(cell.most).toBeLessThanOrEqual(atMost);
  expect(met).toBe(true);
});

test('rows that are told by count carry no name', () => {
  const counted = rows.filter((row) => row.private === true);
  expect(results.rows.filter((row) => row.private).map(({ id }) => id)).toEqual(counted.map(({ id }) => id));
  expect(counted.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['key-set-down', 'removed-key', 'foreign-issuer']),
  );
  const told = [
    ...results.rows.filter((row) => row.private).map((row) => JSON.stringify(row)),
    ...read('README.md')
      .split('\n')
      .filter((line) => counted.some(({ title }) => line.includes(title))),
  ];
  expect(told.length).toBeGreaterThanOrEqual(2 * counted.length);
  for (const line of told) for (const name of [...names, ...packages]) expect(line).not.toContain(name);
});

test('the page is what the results say', () => {
  expect(read('README.md')).toBe(writeMarkdown(results));
});
