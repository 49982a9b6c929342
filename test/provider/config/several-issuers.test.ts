import { expect, test } from 'vitest';
import { checkConfiguration } from '../../../provider/configuration/check-configuration.js';

const one = { issuer: 'https://a.example/one', store: { kind: 'file', folder: 'ring-one' } };
const two = { issuer: 'https://a.example/two', store: { kind: 'file', folder: 'ring-two' } };

function findingsOf(value: unknown): readonly string[] {
  try {
    checkConfiguration(value);
  } catch (error) {
    return (error as { findings: readonly string[] }).findings;
  }
  throw new Error('the configuration was accepted');
}

test('several issuers are checked to the form that one is', () => {
  const { issuers, listen } = checkConfiguration({ issuers: [one, two], listen: { port: 5000 } });
  expect(issuers.map(({ issuer }) => issuer)).toEqual([one.issuer, two.issuer]);
  expect(issuers[0]).toEqual(checkConfiguration(one).issuers[0]);
  expect(listen.port).toBe(5000);
});

test.each<[string, unknown, string]>([
  ['none', { issuers: [] }, 'issuers: '],
  [
    'the same path on another host',
    { issuers: [one, { ...two, issuer: 'https://b.example/one' }] },
    'would both serve /one/.well-known/openid-configuration; issuers are told apart by path, never by host',
  ],
  [
    'the same with a slash at its end',
    { issuers: [one, { ...two, issuer: `${one.issuer}/` }] },
    'issuers are told apart by path',
  ],
  [
    'a path that is another’s document',
    {
      issuers: [
        { ...one, issuer: 'https://a.example/.well-known/oauth-authorization-server' },
        { ...two, issuer: 'https://a.example/jwks' },
      ],
    },
    'would both serve /.well-known/oauth-authorization-server/jwks;',
  ],
  [
    'one store for two, however it is written',
    { issuers: [one, { ...two, store: { kind: 'file', folder: './other/../ring-one' } }] },
    'name one store.folder; each ring needs its own',
  ],
  [
    'the default store for both',
    { issuers: [{ issuer: one.issuer }, { issuer: two.issuer }] },
    'name one store.folder; each ring needs its own',
  ],
  [
    'what is of an issuer beside them',
    { issuers: [one, two], clients: [] },
    'clients: is of one issuer; beside issuers it says nothing, write it inside each of them',
  ],
  ['an issuer beside them', { issuers: [one, two], issuer: one.issuer }, 'issuer: is of one issuer;'],
  [
    'a misspelt name in one of them',
    { issuers: [one, { ...two, client: [] }] },
    'issuers[1].client: there is no such name; did you mean "clients"?',
  ],
  [
    'what is of the process inside one of them',
    { issuers: [{ ...one, listen: {} }] },
    'issuers[0].listen: there is no such name',
  ],
  [
    'a wrong issuer, by its place',
    { issuers: [one, { ...two, issuer: 'https://a.example/../two' }] },
    'issuers[1].issuer: must be a URL as it is compared',
  ],
  [
    'a fault inside one of them, by its place',
    { issuers: [one, { ...two, rotation: { series: [{ alg: 'ES256' }, { alg: 'ES256' }] } }] },
    'issuers[1].rotation.series: the name "ES256" is given twice',
  ],
])('%s is refused', (_, value, finding) => {
  expect(findingsOf(value)).toContainEqual(expect.stringContaining(finding));
});

test.each(['cron', 'admin', 'health', 'metrics'])('no issuer lives under /%s, alone or not', (name) => {
  const issuer = `https://a.example/${name}/x`;
  const finding = `issuer: the path of ${issuer} begins with /${name}, which belongs to the process`;
  expect(findingsOf({ issuer })).toEqual([finding]);
  expect(findingsOf({ issuers: [one, { ...two, issuer }] })).toEqual([finding]);
  expect(checkConfiguration({ issuer: `https://a.example/${name}-x` }).issuers).toHaveLength(1);
});
