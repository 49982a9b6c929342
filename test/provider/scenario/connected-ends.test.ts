import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { connectEnds } from '../../../provider/scenario/connected-ends.js';

function hear(travels: readonly number[] = [5]) {
  const clock = new VirtualClock(0);
  let drawn = 0;
  const [near, far] = connectEnds(clock, () => travels[drawn++ % travels.length] ?? 0);
  const heard: string[] = [];
  far.on('data', (bytes: Buffer) => heard.push(`${clock.monotonicMilliseconds()}: ${bytes}`));
  far.on('end', () => heard.push('end'));
  far.on('error', () => heard.push('error'));
  return { clock, near, far, heard };
}

test('a message arrives when its travel is over', async () => {
  const { clock, near, heard } = hear();
  near.write('hello');
  await clock.advanceSeconds(0.004);
  expect(heard).toEqual([]);
  await clock.advanceSeconds(0.001);
  expect(heard).toEqual(['5: hello']);
});

test('messages keep their order, however long each takes', async () => {
  const { clock, near, heard } = hear([9, 1]);
  near.write('first');
  near.write('second');
  near.end('third');
  await clock.advanceSeconds(1);
  expect(heard.map((each) => each.replace(/^\d+: /, '')).join('')).toBe('firstsecondthirdend');
});

test('cut off at one end, it is over at the other', async () => {
  const { clock, near, far, heard } = hear();
  near.write('lost');
  near.destroy();
  await clock.advanceSeconds(1);
  expect(heard).toEqual(['end']);
  far.end('nobody hears this');
  await clock.advanceSeconds(1);
  expect(near.destroyed).toBe(true);
});
