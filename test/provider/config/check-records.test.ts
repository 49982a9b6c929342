import { expect, test } from 'vitest';
import { checkConfiguration } from '../../../provider/configuration/check-configuration.js';

const records = { alg: 'EdDSA', name: 'records' };
const client = { clientId: 'app', secrets: ['plain:of the tests'], audiences: ['https://api.example'] };

function findingsOf(written: object): string {
  try {
    checkConfiguration({ issuer: 'https://issuer.example', wrappingKeyFile: 'w', ...written });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

test('the series of records is named records unless it is said otherwise', () => {
  expect(findingsOf({ rotation: { series: [{ alg: 'ES256' }, records] }, records: {} })).toBe('');
  const named = {
    rotation: { series: [{ alg: 'ES256' }, { ...records, name: 'r' }] },
    records: { series: 'r' },
  };
  expect(findingsOf(named)).toBe('');
});

test.each<[string, object, RegExp]>([
  ['is there', { records: {} }, /records\.series: there is no series "records"; add .*"name": "records"/],
  ['is not the first', { rotation: { series: [records] }, records: {} }, /records\.series: the first series/],
  [
    'signs no inners',
    { rotation: { series: [{ alg: 'ES256' }, records] }, records: {}, inners: { series: 'records' } },
    /records\.series: that series signs inners/,
  ],
  [
    'signs no access tokens',
    {
      rotation: { series: [{ alg: 'ES256' }, records] },
      records: {},
      clients: [{ ...client, series: 'records' }],
    },
    /clients: "app" names the series of records/,
  ],
])('it %s', (_what, written, said) => {
  expect(findingsOf(written)).toMatch(said);
});
