import { BlockList, isIP } from 'node:net';
import type { FetchRules } from './door.js';

/** What kind of place an address is. `never` is no place that an issuer can be. */
export type AddressClass = 'public' | 'loopback' | 'private' | 'never';

type Range = readonly [address: string, prefixBits: number];

/** The special-purpose registries of IANA (RFC 6890), the narrower class first. */
const ranges: Readonly<Record<Exclude<AddressClass, 'public'>, readonly Range[]>> = {
  never: [
    ['0.0.0.0', 8],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
    ['::', 128],
    ['100::', 64],
    ['2001::', 23],
    ['2001:db8::', 32],
    ['3fff::', 20],
    ['5f00::', 16],
    ['ff00::', 8],
  ],
  loopback: [
    ['127.0.0.0', 8],
    ['::1', 128],
  ],
  private: [
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    // The metadata services of clouds live in here: 169.254.169.254, and fd00:ec2::254 below.
    ['169.254.0.0', 16],
    // The metadata and wire server of Azure, public by its number alone.
    ['168.63.129.16', 32],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    // IPv4 inside IPv6: compatible, mapped, translated, NAT64, 6to4. The outer address says nothing about where it leads.
    ['::', 96],
    ['::ffff:0:0', 96],
    ['::ffff:0:0:0', 96],
    ['64:ff9b::', 96],
    ['64:ff9b:1::', 48],
    ['2002::', 16],
    ['fc00::', 7],
    ['fe80::', 10],
    ['fec0::', 10],
  ],
};

// A list of its own for each family: an IPv6 range over the mapped addresses would match every IPv4 address.
const lists = (['never', 'loopback', 'private'] as const).map((name) => {
  const own = { name, ipv4: new BlockList(), ipv6: new BlockList() };
  for (const [address, prefixBits] of ranges[name]) {
    const family = address.includes(':') ? 'ipv6' : 'ipv4';
    own[family].addSubnet(address, prefixBits, family);
  }
  return own;
});

const admitted: Readonly<Record<AddressClass, (rules: FetchRules) => boolean>> = {
  public: () => true,
  loopback: (rules) => rules.allowLoopback,
  private: (rules) => rules.allowPrivateNetwork,
  never: () => false,
};

/** @param address an IP address in its canonical form, as the resolver and the URL parser write it. */
export function classifyAddress(address: string): AddressClass {
  const bare = address.replace(/%.*$/, '');
  const version = isIP(bare);
  if (version === 0) return 'never';
  const family = version === 6 ? 'ipv6' : 'ipv4';
  // A mapped address is what it maps to where that is narrower: BlockList looks inside.
  const isIn = (list: (typeof lists)[number]) =>
    list.ipv4.check(bare, family) || (version === 6 && list.ipv6.check(bare, family));
  return lists.find(isIn)?.name ?? 'public';
}

/**
 * Whether a document may be read from this address.
 * @param plainHttp without TLS nothing but loopback will do, whatever else is allowed.
 */
export function isAddressAllowed(address: string, rules: FetchRules, plainHttp: boolean): boolean {
  const kind = classifyAddress(address);
  return admitted[kind](rules) && (!plainHttp || kind === 'loopback');
}
