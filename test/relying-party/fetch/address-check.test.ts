import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type AddressClass,
  classifyAddress,
  isAddressAllowed,
} from '../../../relying-party/fetch/address-check.js';
import { loopbackRules } from '../keys/key-stand.js';

const strict = { ...loopbackRules, allowLoopback: false };

test.each<[string, AddressClass]>([
  ['8.8.8.8', 'public'],
  ['100.63.255.255', 'public'],
  ['100.128.0.0', 'public'],
  ['172.15.255.255', 'public'],
  ['172.32.0.0', 'public'],
  ['169.253.255.255', 'public'],
  ['223.255.255.255', 'public'],
  ['2606:4700:4700::1111', 'public'],
  ['2003::1', 'public'],
  ['2a00::1', 'public'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['::1', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:7f00:1', 'loopback'],
  ['10.0.0.1', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['100.127.255.255', 'private'],
  ['169.254.169.254', 'private'],
  ['198.18.0.1', 'private'],
  ['::ffff:169.254.169.254', 'private'],
  ['::ffff:a9fe:a9fe', 'private'],
  ['::ffff:10.0.0.1', 'private'],
  ['::ffff:8.8.8.8', 'private'],
  ['::8.8.8.8', 'private'],
  ['::ffff:0:a9fe:a9fe', 'private'],
  ['168.63.129.16', 'private'],
  ['::127.0.0.1', 'private'],
  ['64:ff9b::7f00:1', 'private'],
  ['64:ff9b::a9fe:a9fe', 'private'],
  ['64:ff9b:1::1', 'private'],
  ['2002:7f00:1::', 'private'],
  ['fd00:ec2::254', 'private'],
  ['fc00::1', 'private'],
  ['fe80::1', 'private'],
  ['fe80::1%eth0', 'private'],
  ['febf::1', 'private'],
  ['fec0::1', 'private'],
  ['0.0.0.0', 'never'],
  ['0.1.2.3', 'never'],
  ['::', 'never'],
  ['192.0.0.170', 'never'],
  ['192.0.2.1', 'never'],
  ['198.51.100.1', 'never'],
  ['203.0.113.1', 'never'],
  ['224.0.0.1', 'never'],
  ['240.0.0.1', 'never'],
  ['255.255.255.255', 'never'],
  ['::ffff:0.0.0.0', 'never'],
  ['::ffff:224.0.0.1', 'never'],
  ['100::1', 'never'],
  ['2001::1', 'never'],
  ['2001:db8::1', 'never'],
  ['ff02::1', 'never'],
  ['localhost', 'never'],
  ['', 'never'],
])('%s is %s', (address, kind) => {
  expect(classifyAddress(address)).toBe(kind);
});

test('each class needs its own permission, and what is never an issuer needs none that exists', () => {
  const allowed = (address: string, rules: Partial<typeof strict>, plainHttp = false) =>
    isAddressAllowed(address, { ...strict, ...rules }, plainHttp);
  const all = { allowLoopback: true, allowPrivateNetwork: true };
  expect(allowed('8.8.8.8', {})).toBe(true);
  expect(allowed('127.0.0.1', {})).toBe(false);
  expect(allowed('127.0.0.1', { allowPrivateNetwork: true })).toBe(false);
  expect(allowed('127.0.0.1', { allowLoopback: true })).toBe(true);
  expect(allowed('10.0.0.1', { allowLoopback: true })).toBe(false);
  expect(allowed('10.0.0.1', { allowPrivateNetwork: true })).toBe(true);
  expect(allowed('169.254.169.254', { allowLoopback: true })).toBe(false);
  expect(allowed('224.0.0.1', all)).toBe(false);
  // Without TLS only this machine will do.
  expect(allowed('8.8.8.8', all, true)).toBe(false);
  expect(allowed('10.0.0.1', all, true)).toBe(false);
  expect(allowed('127.0.0.1', all, true)).toBe(true);
  expect(allowed('127.0.0.1', { allowPrivateNetwork: true }, true)).toBe(false);
});

test('an IPv4 address is never more public when it is written inside IPv6 (ssrf-2)', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
      const low = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
      for (const inside of [`::ffff:${address}`, `::ffff:${low}`, `64:ff9b::${low}`, `2002:${low}::`])
        expect(isAddressAllowed(inside, strict, false)).toBe(false);
    }),
  );
});
