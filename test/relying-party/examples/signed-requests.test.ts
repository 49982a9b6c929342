import { expect, test } from 'vitest';
import { tellStory } from '../../../relying-party/examples/signed-requests/story.js';

test('requests that are signed one by one pass while the key of their inners turns; a thief of one gets nothing', async () => {
  const lines: string[] = [];
  const ended = await tellStory((line) => lines.push(line));
  expect(ended.refused).toBe(0);
  expect(ended.accepted).toBeGreaterThan(70);
  expect(new Set(ended.innerSigners).size).toBe(2);
  expect(ended.thief).toEqual({
    'the client itself': 200,
    'the same request again': 401,
    'another path, before the client': 401,
    'another method, before the client': 401,
    'the inner JWT alone': 401,
  });
  expect(lines.join('\n')).not.toMatch(/eyJ/);
}, 120_000);
