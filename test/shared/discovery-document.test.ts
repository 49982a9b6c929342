import { metadataUrl } from '@keyturn/shared/discovery-document';
import { expect, test } from 'vitest';

test.each([
  ['https://a.example', 'openid', 'https://a.example/.well-known/openid-configuration'],
  ['https://a.example/', 'openid', 'https://a.example/.well-known/openid-configuration'],
  ['https://a.example/t/1', 'openid', 'https://a.example/t/1/.well-known/openid-configuration'],
  ['https://a.example/t/1/', 'openid', 'https://a.example/t/1/.well-known/openid-configuration'],
  // Only one slash is dropped.
  ['https://a.example/t//', 'openid', 'https://a.example/t//.well-known/openid-configuration'],
  ['https://a.example', 'rfc8414', 'https://a.example/.well-known/oauth-authorization-server'],
  ['https://a.example/', 'rfc8414', 'https://a.example/.well-known/oauth-authorization-server'],
  ['https://a.example/t/1/', 'rfc8414', 'https://a.example/.well-known/oauth-authorization-server/t/1'],
  ['http://[::1]:4000/t', 'rfc8414', 'http://[::1]:4000/.well-known/oauth-authorization-server/t'],
  // The text is cut, not a normalised copy of it.
  ['https://A.Example:443/T', 'rfc8414', 'https://A.Example:443/.well-known/oauth-authorization-server/T'],
] as const)('metadata of %s as %s', (issuer, form, url) => {
  expect(metadataUrl(issuer, form)).toBe(url);
});
