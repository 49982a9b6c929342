import { expect, test } from 'vitest';
import { fuzzAgainstJose, stricterRules } from '../../support/jose-opinions.js';

const tokens = 60_000;

test('of sixty thousand tokens none is accepted by us alone, or refused for a reason that is not listed', async () => {
  const { both, onlyOurs, onlyTheirs } = await fuzzAgainstJose(tokens);
  console.log({ tokens, both, onlyTheirs: Object.fromEntries(onlyTheirs) });
  expect(onlyOurs).toEqual([]);
  const listed: readonly string[] = Object.keys(stricterRules);
  expect([...onlyTheirs.keys()].filter((code) => !listed.includes(code))).toEqual([]);
});
