import { expect, test } from 'vitest';
import { checkTests } from './check-tests.js';
import { createFixture } from './fixture.js';

test.each([
  ["test.skip('a', () => { expect(1).toBe(1); });", 'evades the run by .skip'],
  ["test.only('a', () => { expect(1).toBe(1); });", 'evades the run by .only'],
  ["describe.only('a', () => {});", 'evades the run by .only'],
  ["describe.skipIf(ci)('a', () => {});", 'evades the run by .skipIf'],
  ["it.only.each([1])('a', () => { expect(1).toBe(1); });", 'evades the run by .only'],
  ["test.todo('a');", 'evades the run by .todo'],
  ["test('a', (context) => { expect(1).toBe(1); context.skip(); });", 'evades the run by .skip'],
  ["test('a', () => { run(); });", 'asserts nothing'],
  ["test.each([[1]])('a', () => { run(); });", 'asserts nothing'],
  ["test('a', () => { run(); });\nfunction other() { expect(1).toBe(1); }", 'asserts nothing'],
])('%s', (text, reason) => {
  const violations = checkTests(createFixture({ 'test/a.test.ts': text }));
  expect(violations.filter((violation) => violation.endsWith(reason))).not.toEqual([]);
});

test.each([
  ["test('a', () => { expect(1).toBe(1); });"],
  ["test.each([[1]])('a', (n) => expect(n).toBe(1));"],
  ["const mine = test.extend({ port: 0 }); test('a', { timeout: 5 }, () => { expect(1).toBe(1); });"],
  ["test('a', () => { fc.assert(fc.property(fc.nat(), (n) => n >= 0)); });"],
  ["const refuses = (x) => expect(x).toBe(1);\ntest('a', () => refuses(1));\ntest('b', refuses);"],
  ["import { expectAnswer } from './support/answer.js';\ntest('a', () => expectAnswer(1));"],
])('fine: %s', (text) => {
  const fixture = createFixture({
    'test/a.test.ts': text,
    'test/support/answer.ts':
      'export function expectAnswer(x) { inner(x); } const inner = (x) => expect(x).toBe(1);',
  });
  expect(checkTests(fixture)).toEqual([]);
});
