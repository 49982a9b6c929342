import { BlockList, isIP } from 'node:net';

/** Which proxies in front are believed, and for how many of them what they add counts. */
export interface ProxyRules {
  /** Addresses or ranges (`10.0.0.0/8`) that proxies call from. */
  readonly from: readonly string[];
  /** How many stand one behind the other. Default 1. */
  readonly hops?: number | undefined;
}

/** What is known of a connection, and what its headers claim. */
export interface ProxiedRequest {
  readonly remoteAddress: string;
  readonly encrypted: boolean;
  /** `X-Forwarded-For`: each proxy adds at the right whom it saw. */
  readonly unverifiedForwardedFor: string;
  /** `X-Forwarded-Proto`. */
  readonly unverifiedForwardedProto: string;
}

/** Who speaks, and whether over https, as far as anybody that is believed can tell. */
export interface Caller {
  readonly address: string;
  readonly encrypted: boolean;
}

/**
 * Pure but for its list: from the right, each entry counts only if who wrote it is a known proxy, and no more of them than
 * there are proxies. What a client writes itself stands further left, and is never reached.
 */
export function createCallerOf({ from, hops = 1 }: ProxyRules): (request: ProxiedRequest) => Caller {
  const proxies = blockListOf(from);
  const isProxy = (address: string) => {
    const family = isIP(address);
    return family !== 0 && proxies.check(address, family === 6 ? 'ipv6' : 'ipv4');
  };
  return ({ remoteAddress, encrypted, unverifiedForwardedFor, unverifiedForwardedProto }) => {
    let address = bareAddress(remoteAddress);
    if (!isProxy(address)) return { address, encrypted };
    const entries = unverifiedForwardedFor.split(',').map((entry) => bareAddress(entry.trim()));
    for (let hop = 0; hop < hops && isProxy(address); hop += 1) {
      const said = entries.pop() ?? '';
      if (isIP(said) === 0) break;
      address = said;
    }
    const protocol = unverifiedForwardedProto.split(',').at(-1)?.trim().toLowerCase();
    return { address, encrypted: protocol === 'https' };
  };
}

/** An IPv4 address that came over an IPv6 socket is the same address. */
function bareAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** Whether a text is an address or a range. */
export function isAddressRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32));
}
