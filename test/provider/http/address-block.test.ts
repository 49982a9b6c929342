import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressBlock } from '../../../provider/http/address-block.js';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:0db8::0:0:1', '2001:db8:0:0::/64'],
  ['fe80::1', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['', ''],
])('%s stands for %s', (address, block) => {
  expect(addressBlock(address)).toBe(block);
});

test('addresses of one /64 share a block, and of two do not', () => {
  const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
  const half = fc.array(group, { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(half, half, half, (network, host, otherHost) => {
      const block = addressBlock([...network, ...host].join(':'));
      expect(addressBlock([...network, ...otherHost].join(':'))).toBe(block);
      const [first = '0', ...rest] = network;
      const other = (Number.parseInt(first, 16) ^ 1).toString(16);
      expect(addressBlock([other, ...rest, ...host].join(':'))).not.toBe(block);
    }),
  );
});
