import { isUtf8 } from 'node:buffer';
import { OAuthError } from './oauth-error.js';

/** The parameters of a request, each once. Empty ones count as left out (RFC 6749 section 3.2). */
export type Form = ReadonlyMap<string, string>;

/**
 * Reads `application/x-www-form-urlencoded` strictly: no lenient escapes, no bytes that are not UTF-8, no repeats. Several
 * `resource` are well-formed, and more than a token of ours is for (RFC 8707 section 2).
 */
export function parseForm(body: Uint8Array): Form {
  const form = new Map<string, string>();
  for (const field of decodeText(body).split('&')) {
    if (field === '') continue;
    const equals = field.indexOf('=');
    const name = decodeComponent(equals < 0 ? field : field.slice(0, equals));
    const value = equals < 0 ? '' : decodeComponent(field.slice(equals + 1));
    if (form.has(name))
      throw name === 'resource'
        ? new OAuthError('invalid_target', 'a token is for one resource: ask for one at a time')
        : new OAuthError('invalid_request', 'a parameter is given more than once');
    form.set(name, value);
  }
  for (const [name, value] of form) if (value === '') form.delete(name);
  return form;
}

const encoded = /[%+]/;

/** Undoes form encoding of one name or value. */
export function decodeComponent(text: string): string {
  if (!encoded.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw new OAuthError('invalid_request', 'the percent-encoding is malformed', { cause });
  }
}

function decodeText(body: Uint8Array): string {
  if (!isUtf8(body)) throw new OAuthError('invalid_request', 'the body is not UTF-8');
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}
