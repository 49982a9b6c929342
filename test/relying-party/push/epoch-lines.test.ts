import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEpochs } from '../../../relying-party/push/epoch-lines.js';

const event = (epoch: unknown) => `event: epoch\ndata: ${JSON.stringify({ keyturn_epoch: epoch })}\n\n`;

test('however a stream is cut into pieces, its epochs come out once and in order', () => {
  const streams = fc.array(fc.oneof(fc.nat(), fc.constant(':\n\n')), { maxLength: 12 });
  fc.assert(
    fc.property(streams, fc.array(fc.nat(400)), (parts, cuts) => {
      const text = parts.map((part) => (typeof part === 'number' ? event(part) : part)).join('');
      const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
      let pending = '';
      const heard: number[] = [];
      for (const [at, from] of places.entries()) {
        const read = readEpochs(pending, text.slice(from, places[at + 1] ?? text.length));
        heard.push(...read.epochs);
        pending = read.pending ?? 'too long';
      }
      expect([heard, pending]).toEqual([parts.filter((part) => typeof part === 'number'), '']);
    }),
  );
});

test.each([
  ['another event', 'event: kid\ndata: {"keyturn_epoch":1}\n\n'],
  ['no event name', 'data: {"keyturn_epoch":1}\n\n'],
  ['no JSON', 'event: epoch\ndata: {"keyturn\n\n'],
  ['null', 'event: epoch\ndata: null\n\n'],
  ['a text', event('7')],
  ['a fraction', event(1.5)],
  ['less than none', event(-1)],
  ['more than is counted exactly', event(2 ** 53)],
  ['no data', 'event: epoch\n\n'],
])('%s is no epoch', (_what, text) => {
  expect(readEpochs('', text)).toEqual({ pending: '', epochs: [] });
});

test('an event that never ends is given up', () => {
  expect(readEpochs('x'.repeat(4000), 'x'.repeat(96))).toMatchObject({ pending: expect.any(String) });
  expect(readEpochs('x'.repeat(4000), 'x'.repeat(97))).toMatchObject({ pending: null });
});
