import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCallerOf, isAddressRange } from '../../../provider/http/proxy-rules.js';

const caller = (
  from: readonly string[],
  hops: number,
  remoteAddress: string,
  forwardedFor = '',
  forwardedProto = '',
) =>
  createCallerOf({ from, hops })({
    remoteAddress,
    encrypted: false,
    unverifiedForwardedFor: forwardedFor,
    unverifiedForwardedProto: forwardedProto,
  });

const PROXY = '10.0.0.1';
const OUTER = '10.0.0.2';
const CLIENT = '203.0.113.7';

test.each<[string, Parameters<typeof caller>, string]>([
  ['whom the proxy saw', [[PROXY], 1, PROXY, CLIENT], CLIENT],
  ['a forged entry is further left and never reached', [[PROXY], 1, PROXY, `6.6.6.6, ${CLIENT}`], CLIENT],
  ['two proxies, two hops', [['10.0.0.0/8'], 2, PROXY, `${CLIENT}, ${OUTER}`], CLIENT],
  ['two hops, and a forged third', [['10.0.0.0/8'], 2, PROXY, `6.6.6.6, ${CLIENT}, ${OUTER}`], CLIENT],
  ['no further than the hops', [['10.0.0.0/8'], 1, PROXY, `${CLIENT}, ${OUTER}`], OUTER],
  ['no further than who is a proxy', [['10.0.0.0/8'], 8, PROXY, `6.6.6.6, ${CLIENT}`], CLIENT],
  ['nobody is believed who is no proxy', [[PROXY], 1, CLIENT, '6.6.6.6'], CLIENT],
  ['nothing was said', [[PROXY], 1, PROXY, ''], PROXY],
  ['no address was said', [[PROXY], 1, PROXY, `${CLIENT}, unknown`], PROXY],
  ['what is no address, with a port', [[PROXY], 1, PROXY, `${CLIENT}:80`], PROXY],
  ['IPv4 over an IPv6 socket', [[PROXY], 1, `::ffff:${PROXY}`, `::ffff:${CLIENT}`], CLIENT],
  ['IPv6', [['fd00::/8'], 1, 'fd00::1', '2001:db8::7'], '2001:db8::7'],
])('%s', (_, asked, address) => {
  expect(caller(...asked).address).toBe(address);
});

test('whatever a client writes, one proxy with one hop names whom it saw', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())), fc.ipV4(), (forged, seen) => {
      fc.pre(seen !== PROXY);
      expect(caller([PROXY], 1, PROXY, [...forged, seen].join(',')).address).toBe(seen);
    }),
  );
});

test('https is believed of a proxy alone, and its own word counts', () => {
  expect(caller([PROXY], 1, PROXY, CLIENT, 'https').encrypted).toBe(true);
  expect(caller([PROXY], 1, PROXY, CLIENT, 'https, http').encrypted).toBe(false);
  expect(caller([PROXY], 1, PROXY, CLIENT).encrypted).toBe(false);
  expect(caller([PROXY], 1, CLIENT, '', 'https').encrypted).toBe(false);
});

test.each(['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '0.0.0.0/0'])('%s is a range', (text) => {
  expect(isAddressRange(text)).toBe(true);
});

test.each(['', 'proxy.example', '10.0.0.0/33', 'fd00::/129', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1'])(
  '"%s" is none',
  (text) => {
    expect(isAddressRange(text)).toBe(false);
  },
);
