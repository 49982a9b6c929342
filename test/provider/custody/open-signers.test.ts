import { expect, test } from 'vitest';
import { OpenSigners } from '../../../provider/custody/open-signers.js';

/** Counts how often each signer was opened. */
function countedSigners(maxSigners: number) {
  const signers = new OpenSigners(maxSigners);
  const opened: string[] = [];
  const take = (identity: string) =>
    signers.take(identity, async () => {
      opened.push(identity);
      return { sign: async () => new Uint8Array() };
    });
  return { take, opened, signers };
}

test('a signer is opened once, also for many who ask at once', async () => {
  const { take, opened } = countedSigners(3);
  const [first, ...others] = await Promise.all([take('a'), take('a'), take('a')]);
  expect(others).toEqual([first, first]);
  expect(await take('a')).toBe(first);
  expect(opened).toEqual(['a']);
});

test('when there are too many, the one unused for longest is opened anew', async () => {
  const { take, opened } = countedSigners(2);
  for (const identity of ['a', 'b', 'a', 'c', 'a', 'b']) await take(identity);
  expect(opened).toEqual(['a', 'b', 'c', 'b']);
});

test('what failed to open is tried again', async () => {
  const { take, opened, signers } = countedSigners(2);
  const failing = signers.take('a', () => Promise.reject(new Error('unreadable')));
  await expect(failing).rejects.toThrow('unreadable');
  await take('a');
  expect(opened).toEqual(['a']);
});
