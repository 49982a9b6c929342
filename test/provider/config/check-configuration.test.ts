import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkConfiguration } from '../../../provider/configuration/check-configuration.js';

const least = { issuer: 'https://issuer.example' };
const client = { clientId: 'a', secrets: ['plain:a'], audiences: ['x'] };

function findingsOf(value: unknown): { code: string; findings: readonly string[] } {
  try {
    checkConfiguration(value);
  } catch (error) {
    return error as { code: string; findings: readonly string[] };
  }
  throw new Error('the configuration was accepted');
}

test('an issuer is enough: the rest has defaults', () => {
  expect(checkConfiguration(least)).toEqual({
    listen: { host: 'localhost', port: 4000, maxConnections: 2000, maxConnectionsPerAddress: 1000 },
    issuers: [
      {
        issuer: 'https://issuer.example',
        allowHttpIssuer: false,
        production: false,
        preflight: { enabled: true },
        confirmClockSteps: true,
        store: { kind: 'file', folder: 'keyturn-data' },
        rotation: { profile: 'default', parties: 'expiry-only', series: [{ alg: 'RS256' }] },
        clients: [],
        discovery: { openIdWithoutRs256: false, anyOrigin: true, grease: false, greaseTurnSeconds: 604_800 },
      },
    ],
    rateLimits: { tokenRequestsPerMinute: 60_000, cronRequestsPerMinute: 120 },
    cron: { credentials: [], drills: [], schedule: true },
    drills: [],
    admin: { callers: [] },
    log: { level: 'info' },
  });
});

test('what was checked once is checked again without a change', () => {
  const once = checkConfiguration({ ...least, wrappingKeyFile: 'key', clients: [client] });
  expect(checkConfiguration(once)).toEqual(once);
});

test('durations are seconds or ISO 8601, for all series or for one', () => {
  const rotation = checkConfiguration({
    ...least,
    rotation: { rotationIntervalSeconds: 'P7D', series: [{ alg: 'ES256', maxTokenLifetimeSeconds: 'PT5M' }] },
  }).issuers[0]?.rotation;
  expect(rotation?.rotationIntervalSeconds).toBe(604_800);
  expect(rotation?.series[0]?.maxTokenLifetimeSeconds).toBe(300);
});

test.each([
  [{ ...least, isuer: 'x' }, 'isuer: there is no such name; did you mean "issuer"?'],
  [{ ...least, listen: { prot: 1 } }, 'listen.prot: there is no such name; did you mean "port"?'],
  [
    { ...least, rotation: { profil: 'dev' } },
    'rotation.profil: there is no such name; did you mean "profile"?',
  ],
  [
    { ...least, rotation: { series: [{ alg: 'RS256', retentionSecond: 1 }] } },
    'rotation.series[0].retentionSecond: there is no such name; did you mean "retentionSeconds"?',
  ],
  [
    { ...least, clients: [{ ...client, scope: [] }] },
    'clients[0].scope: there is no such name; did you mean "scopes"?',
  ],
  [
    { ...least, store: { kind: 'file', folder: 'x', flder: 'y' } },
    'store.flder: there is no such name; did you mean "folder"?',
  ],
  [{ ...least, __proto__x: 1 }, expect.stringContaining('there is no such name; known are issuer, ')],
])('an unknown name is refused with a suggestion: %#', (value, finding) => {
  expect(findingsOf(value)).toMatchObject({ code: 'config_unknown_name', findings: [finding] });
});

test.each([
  [undefined, 'configuration'],
  [{}, 'issuer'],
  [{ ...least, listen: { port: 70_000 } }, 'listen.port'],
  [{ ...least, store: { kind: 'mysql' } }, 'store.kind'],
  [{ ...least, store: { kind: 'file', folder: '' } }, 'store.folder'],
  [{ ...least, rotation: { profile: 'fast' } }, 'rotation.profile'],
  [{ ...least, rotation: { series: [] } }, 'rotation.series'],
  [{ ...least, rotation: { series: [{ alg: 'HS256' }] } }, 'rotation.series[0].alg'],
  [{ ...least, rotation: { tickSeconds: 'PT1.5S' } }, 'rotation.tickSeconds'],
  [{ ...least, clients: [{ ...client, clientId: 'a\nb' }] }, 'clients[0].clientId'],
  [{ ...least, clients: [{ ...client, secrets: ['bare'] }] }, 'clients[0].secrets[0]'],
  [{ ...least, clients: [{ ...client, secrets: ['plain:1', 'plain:2', 'plain:3'] }] }, 'clients[0].secrets'],
  [{ ...least, clients: [{ ...client, secrets: [] }] }, 'clients[0]'],
  [{ ...least, clients: [{ ...client, audiences: [] }] }, 'clients[0].audiences'],
  [{ ...least, clients: [{ ...client, scopes: ['a b'] }] }, 'clients[0].scopes[0]'],
  [{ ...least, clients: [client, client] }, 'clients'],
  [{ ...least, clients: [{ ...client, series: 'ES256' }] }, 'clients'],
  [{ ...least, rotation: { series: [{ alg: 'RS256' }, { alg: 'RS256' }] } }, 'rotation.series'],
  [{ ...least, cron: { credentials: ['bare'] } }, 'cron.credentials[0]'],
  [{ ...least, log: { level: 'loud' } }, 'log.level'],
])('what is wrong is named with its place: %#', (value, place) => {
  const { code, findings } = findingsOf(value);
  expect(code).toBe('config_invalid');
  expect(findings[0]).toMatch(new RegExp(`^${place.replace(/[[\].]/g, '\\$&')}: `));
});

test('one port for the public and for management is refused; a free one each is not', () => {
  const both = { ...least, listen: { port: 4001 }, management: { port: 4001 } };
  expect(findingsOf(both).findings).toEqual(['management.port: is listen.port too; choose another']);
  for (const management of [{ port: 4002 }, { port: 4001, host: '10.0.0.1' }])
    expect(checkConfiguration({ ...both, management }).management).toMatchObject(management);
  expect(() => checkConfiguration({ ...least, listen: { port: 0 }, management: { port: 0 } })).not.toThrow();
});

test('a name without its unit is suggested with it', () => {
  const { findings } = findingsOf({ ...least, rotation: { maxTokenLifetime: 60 } });
  expect(findings).toEqual([
    'rotation.maxTokenLifetime: there is no such name; did you mean "maxTokenLifetimeSeconds"?',
  ]);
});

test('a private key of a client is refused, and not repeated', () => {
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const { findings } = findingsOf({ ...least, clients: [{ ...client, jwks: { keys: [jwk] } }] });
  expect(findings).toEqual(['clients[0].jwks.keys[0]: is a private key: publish its public half only']);
});

test('no finding repeats a secret', () => {
  const { findings } = findingsOf({ ...least, clients: [{ ...client, secrets: ['hunter2'] }] });
  expect(findings.join('\n')).not.toContain('hunter2');
});

test.each([
  'http://localhost:4000',
  'http://127.0.0.1:4000/a',
  'http://[::1]:4000',
  'https://issuer.example',
  'https://issuer.example/',
  'https://issuer.example:8443/tenants/one/',
])('the issuer %s stands', (issuer) => {
  expect(checkConfiguration({ issuer }).issuers).toEqual([expect.objectContaining({ issuer })]);
});

test.each([
  '',
  'issuer.example',
  'ftp://issuer.example',
  'https://Issuer.example',
  'https://issuer.example:443',
  'https://issuer.example?x=1',
  'https://issuer.example/#x',
  'https://user:pass@issuer.example',
  'https://issuer.example/a/../b',
  'https://issuer.example/a//b',
  'https://issuer.example/./a',
  'https://issuer.example/%2e%2e/a',
  'https://issuer.example/a\\b',
  'https://issuer.example/a b',
  'https://issuer.example/é',
  'https://issuer.example\n',
])('the issuer "%s" does not stand', (issuer) => {
  expect(findingsOf({ issuer })).toMatchObject({ code: 'config_invalid' });
});

test('http elsewhere than on loopback is typed out', () => {
  const issuer = 'http://issuer.example';
  expect(findingsOf({ issuer })).toMatchObject({ code: 'issuer_not_https' });
  expect(checkConfiguration({ issuer, allowHttpIssuer: true }).issuers).toHaveLength(1);
});
