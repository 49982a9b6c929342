import { createPrivateKey, type KeyObject } from 'node:crypto';

/** Keys of the lab, always the same: what they are must not tell two runs apart. They sign nothing else. */
export type KeyName = 'first' | 'second' | 'foreign';

interface Members {
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

const members: Readonly<Record<KeyName, Members>> = {
  first: {
    x: 'KS3zaYfHGwHfJrxhSv7gnhl0K942k5t8EEF9Hqk3QOs',
    y: 'zkwqSCI72f0SspvDIk_dBZu8pvlmKe7UMF8LiMUh6Ds',
    d: 'roxZ2FxyZQP4yHegtr-VlNMqbZ1frcyaq6aTQPFo--4',
  },
  second: {
    x: 'xIxcFUknMo1rUgYn-LPc3owPkDiX4rwaxElLuopj7bM',
    y: 'dn7ETOyXLyuKv013g6XNjNPJX4ZmKFj2Hnxed-rtWjg',
    d: 'RHp3bbRhYc_n8-WnfELGqwlsGluUKCdQLQY6_UtIs9E',
  },
  foreign: {
    x: 'M35LDwGu--Ab66vT7HOQrW0nKQAGjUexePUZxo2T0jo',
    y: '36345pyHrKS_Ee5LdwYVvXSzdeBSY4haDkfnPe9Jm4s',
    d: '_O6owLDRrlJ70h2Fel-WFbK9aSKJE8qqf881a9b-k9A',
  },
};

const curve = { kty: 'EC', crv: 'P-256' };

export const privateKeys = Object.fromEntries(
  Object.entries(members).map(([name, each]) => [
    name,
    createPrivateKey({ key: { ...curve, ...each }, format: 'jwk' }),
  ]),
) as Readonly<Record<KeyName, KeyObject>>;

/** As it is published. */
export function publicJwk(name: KeyName, kid: string = name): Readonly<Record<string, string>> {
  const { x, y } = members[name];
  return { ...curve, x, y, kid, use: 'sig', alg: 'ES256' };
}

/** The product of two primes that nobody knows any more. */
const modulus =
  'xhCwf5IPwUklj5fsQJxd1B461-YLv-9d-6I_zop-yQ6QnnJyo_ckwzf8gyAhelSt66ix36Paet7JjFmsyWDbJ4DxwXeBo7x7k1fnwJXjO1_R0_Gz' +
  'u4EFYmaWvy40mjehe5VKcQiTP6zWDTSD_UhBqWWHEdpvoxS5ATDtrW930y78jcdaxRrsG1PrDJvB3_-gGDZ51XZTb3QNgQugwzC3alHUHLkWnpA8' +
  'SYfMpPEm6_uNfHw8tL-cw2L6XFXDpOmwWo28y6XDXpAZ-Dyg6slCPhQ3FWTzhFLsOPvSOM39NG0XMW_WaWmiEoL11tBJYwMIgwem9pIZDJ9Jry-K' +
  'gzJbnQ';

/** An RSA key of exponent 1: whoever can pad a digest can sign with it. */
export const exponentOneJwk = { kty: 'RSA', n: modulus, e: 'AQ', kid: 'one', use: 'sig', alg: 'RS256' };
