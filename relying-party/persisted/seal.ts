import { base64url } from 'jose';
import { RecordRefusal } from './record-refusal.js';

/** Puts a seal on a text and takes it off again. */
export interface Seal {
  close(text: string): Promise<string>;
  /** @throws RecordRefusal record_seal_broken. */
  open(sealed: string): Promise<string>;
}

/** Base64url of HMAC-SHA-256 (RFC 2104), a dot, the text. */
export function createSeal(secret: string): Seal {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const importing = crypto.subtle.importKey('raw', bytes(secret), algorithm, false, ['sign', 'verify']);
  importing.catch(() => undefined);
  return {
    async close(text) {
      const mac = await crypto.subtle.sign('HMAC', await importing, bytes(text));
      return `${base64url.encode(new Uint8Array(mac))}.${text}`;
    },
    async open(sealed) {
      const at = sealed.indexOf('.');
      const text = sealed.slice(at + 1);
      const mac = /^[A-Za-z0-9_-]{43}$/.test(sealed.slice(0, at))
        ? base64url.decode(sealed.slice(0, at))
        : undefined;
      if (
        mac === undefined ||
        !(await crypto.subtle.verify('HMAC', await importing, new Uint8Array(mac), bytes(text)))
      )
        throw new RecordRefusal('record_seal_broken', 'What is kept was not sealed with this secret.');
      return text;
    },
  };
}

/** Typed out by `secret: null`. */
export const noSeal: Seal = { close: async (text) => text, open: async (text) => text };
