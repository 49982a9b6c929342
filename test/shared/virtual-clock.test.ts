import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';

test('runs what is due in order of time, and of asking where times are equal', async () => {
  const clock = new VirtualClock(100);
  const ran: string[] = [];
  const say = (text: string) => () => ran.push(`${clock.nowSeconds()} ${text}`);
  clock.after(2000, say('late'));
  clock.after(1000, say('first'));
  clock.after(1000, say('second'));
  clock.after(-5, say('at once'));
  clock.after(1000, () => clock.after(0, say('asked for meanwhile')));
  await clock.advanceSeconds(1.5);
  expect(ran).toEqual(['100 at once', '101 first', '101 second', '101 asked for meanwhile']);
  expect(clock.nowSeconds()).toBe(101.5);
  await clock.advanceSeconds(1);
  expect(ran.at(-1)).toBe('102 late');
});

test('what is called off does not run, and calling it off twice is nothing', async () => {
  const clock = new VirtualClock(0);
  const ran: number[] = [];
  const [first] = [1, 2, 3].map((each) => clock.after(1000, () => ran.push(each)));
  first?.();
  first?.();
  await clock.advanceSeconds(2);
  expect(ran).toEqual([2, 3]);
});

test('one by one: each moves the clock to its instant', () => {
  const clock = new VirtualClock(0);
  const ran: number[] = [];
  for (const seconds of [3, 1, 2]) clock.after(seconds * 1000, () => ran.push(clock.monotonicMilliseconds()));
  while (clock.runNext());
  expect(ran).toEqual([1000, 2000, 3000]);
  expect(clock.nowSeconds()).toBe(3);
});
