import { decodeComponent } from './parse-form.js';

export interface BasicCredentials {
  readonly clientId: string;
  readonly secret: string;
}

/**
 * Reads `Authorization: Basic`, both parts form-encoded before they were joined (RFC 6749 section 2.3.1). Undefined when
 * it is malformed: told no better than a wrong secret.
 */
export function readBasicCredentials(authorization: string): BasicCredentials | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const joined = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = joined.indexOf(':');
  if (colon <= 0) return undefined;
  try {
    return {
      clientId: decodeComponent(joined.slice(0, colon)),
      secret: decodeComponent(joined.slice(colon + 1)),
    };
  } catch {
    return undefined;
  }
}
