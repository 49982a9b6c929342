import { expect, test } from 'vitest';
import { readMix } from '../../../provider/simulator/mix.js';

test('shares are dealt out to whole parties, all of them', () => {
  expect(readMix('jose=0.4, ours=0.6', 11)).toEqual([
    { name: 'jose', parties: 4 },
    { name: 'ours', parties: 7 },
  ]);
  expect(readMix('istio=1,ours=0', 3)).toEqual([{ name: 'istio', parties: 3 }]);
  expect(readMix(undefined, 7).map(({ parties }) => parties)).toEqual([2, 1, 1, 1, 1, 1]);
});

test.each([
  ['joze=1', 'behaviour_unknown', /did you mean "jose"/],
  ['spring=1', 'behaviour_unknown', /known are ours, jose/],
  ['jose', 'mix_invalid', /NAME=SHARE/],
  ['jose=-1', 'mix_invalid', /NAME=SHARE/],
  ['jose=1,jose=2', 'mix_invalid', /twice/],
  ['jose=0', 'mix_invalid', /above 0/],
  ['jose=1,ours=1,istio=1', 'study_size', /fewer/],
])('%s is refused as %s', (written, code, words) => {
  const reading = () => readMix(written, 2);
  expect(reading).toThrow(expect.objectContaining({ code }));
  expect(reading).toThrow(words);
});
