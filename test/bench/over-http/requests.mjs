import { clientId, clientSecret, scope } from './shared-terms.mjs';

/** A request as it goes over the wire. */
export function getRequest(path, headers = {}) {
  return write(`GET ${path}`, headers);
}

/** A token by client_credentials (RFC 6749 section 4.4), the secret in the header (section 2.3.1). */
export function tokenRequest() {
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope }).toString();
  const credentials = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  return write(
    'POST /token',
    {
      Authorization: `Basic ${credentials}`,
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': body.length,
    },
    body,
  );
}

function write(target, headers, body = '') {
  const fields = Object.entries({ Host: 'issuer.example', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${target} HTTP/1.1\r\n${fields.join('')}\r\n${body}`;
}
