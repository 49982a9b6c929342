import { expect, test } from 'vitest';
import { checkEscapes } from './check-escapes.js';
import { createFixture } from './fixture.js';

test.each([
  ['export const a: any = 1;'],
  ['export const a = 1 as unknown as Record<string, any>;'],
  ['export const a = b!;'],
  ['// @ts-ignore\nf();'],
  ['// @ts-expect-error because\nf();'],
  ['/* @ts-nocheck */'],
  ['// biome-ignore lint: no time\nf();'],
  ['/* eslint-disable */'],
])('%j is refused', (text) => {
  expect(checkEscapes(createFixture({ 'test/a.ts': text }))).toHaveLength(1);
});

test('words and texts that only sound like it are fine', () => {
  const text = "// any key will do\nexport const any = '@ts-ignore'; export const b = !a;";
  expect(checkEscapes(createFixture({ 'shared/a.ts': text }))).toEqual([]);
});
