/** Writes DER for tests: what is asked for, however wrong. */
export type Der = Buffer;

export function der(tag: number, ...content: readonly (Uint8Array | number)[]): Der {
  const body = Buffer.concat(content.map((part) => (typeof part === 'number' ? Buffer.of(part) : part)));
  const octets: number[] = [];
  for (let left = body.length; left > 0; left = Math.floor(left / 256)) octets.unshift(left % 256);
  const length = body.length < 0x80 ? [body.length] : [0x80 | octets.length, ...octets];
  return Buffer.concat([Buffer.of(tag, ...length), body]);
}

export const sequence = (...parts: readonly Uint8Array[]): Der => der(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Der => der(0x31, ...parts);
export const octets = (content: Uint8Array): Der => der(0x04, content);
export const bits = (content: Uint8Array, unused = 0): Der => der(0x03, unused, content);
export const boolean = (value: boolean): Der => der(0x01, value ? 0xff : 0);
export const nothing = (): Der => der(0x05);
export const utf8 = (text: string): Der => der(0x0c, Buffer.from(text));
export const printable = (text: string): Der => der(0x13, Buffer.from(text, 'latin1'));
export const explicit = (number: number, ...parts: readonly Uint8Array[]): Der =>
  der(0xa0 | number, ...parts);
export const implicit = (number: number, content: Uint8Array): Der => der(0x80 | number, content);

/** @param hex two's complement, as it shall stand. */
export const integer = (value: number | string): Der =>
  der(0x02, typeof value === 'string' ? Buffer.from(value, 'hex') : encodeInteger(value));

export function oid(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(encodeArc)));
}

/** UTCTime before 2050, GeneralizedTime after, as RFC 5280 section 4.1.2.5 wants it. */
export function time(seconds: number): Der {
  const text = new Date(seconds * 1000).toISOString().replace(/[-:T]|\.\d+/g, '');
  return text < '2050' ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text));
}

function encodeArc(arc: number): number[] {
  const septets = [arc % 128];
  for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
    septets.unshift((left % 128) | 0x80);
  return septets;
}

function encodeInteger(value: number): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even, 'hex');
}
