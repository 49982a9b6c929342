import { systemClock } from '@keyturn/shared/clock';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { tellStory } from '../../../relying-party/examples/signed-requests/story.js';

/** Between two requests a tenth of a second goes by at once, and what that makes due has turns enough to come to its end. */
function atOnce() {
  const clock = new VirtualClock(systemClock.nowSeconds());
  const pause = async () => {
    await clock.advanceSeconds(0.1);
    for (let turn = 0; turn < 50; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
  };
  return { clock, pause };
}

test('requests that are signed one by one pass while the key of their inners turns; a thief of one gets nothing', async () => {
  const lines: string[] = [];
  const ended = await tellStory((line) => lines.push(line), atOnce());
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
});
