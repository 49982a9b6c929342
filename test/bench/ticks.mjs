import { decideFirstKeys } from '../../provider/dist/ring/decide-preparation.js';
import { newRing } from '../../provider/dist/ring/new-ring.js';
import { plan } from '../../provider/dist/ring/plan.js';
import { resolvePolicy } from '../../provider/dist/ring/policy.js';
import { applySteps } from '../../provider/dist/ring/steps.js';
import { fillWithNames, KeyNames } from '../../provider/dist/simulator/key-names.js';
import { atMostForLateTicks } from './bars.mjs';
import { interleave, median, medianRatio } from './measure.mjs';

const intervals = [1, 30, 1000];
const ticksATurn = 500;

/** What is due after a long sleep is decided and applied as fast as what is due in time: one rotation, not one for each missed. */
export async function measureTicks(rounds) {
  const policy = resolvePolicy({ series: [{ alg: 'RS256' }] });
  const names = new KeyNames();
  const ring = applySteps(
    newRing('https://issuer.example', policy, 0),
    fillWithNames(decideFirstKeys(policy).steps, names),
    0,
  );
  const selfChecked = new Set(ring.series.flatMap(({ keys }) => keys.map(({ kid }) => kid)));
  const tickAfter = (nowSeconds) => {
    const { steps } = plan(ring, { nowSeconds, policy, observations: { selfChecked } });
    return applySteps(ring, fillWithNames(steps, names), nowSeconds);
  };
  const measurements = Object.fromEntries(
    intervals.map((count) => [count, () => microsecondsATick(tickAfter, count * 86_400)]),
  );
  for (let turn = 0; turn < 20; turn++) for (const measure of Object.values(measurements)) measure();
  const samples = await interleave(measurements, rounds);
  const [shortest, ...longer] = intervals;
  return {
    title: 'A tick over a ring',
    about: 'One series; a rotation is due. Decided and applied, without making a key and without a store.',
    head: ['rotation intervals since the last tick', 'microseconds'],
    rows: intervals.map((count) => [count, median(samples[count])]),
    bars: longer.map((count) => ({
      name: `tick after ${count} intervals / after ${shortest}`,
      value: medianRatio(samples[count], samples[shortest]),
      atMost: atMostForLateTicks,
    })),
  };
}

function microsecondsATick(tickAfter, nowSeconds) {
  const begun = performance.now();
  let ring;
  for (let tick = 0; tick < ticksATurn; tick++) ring = tickAfter(nowSeconds);
  const microseconds = ((performance.now() - begun) * 1000) / ticksATurn;
  if (ring.series[0].keys.length !== 3) throw new Error('the tick did not rotate once');
  return microseconds;
}
