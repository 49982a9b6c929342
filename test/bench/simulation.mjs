import { resolvePolicy } from '../../provider/dist/ring/policy.js';
import { readMix } from '../../provider/dist/simulator/mix.js';
import { studyFleet } from '../../provider/dist/simulator/study-fleet.js';
import { profiles } from '../../shared/dist/profiles.js';
import { atLeastPartyHoursAMinute, atMostForLargerStudies } from './bars.mjs';
import { interleave, median, medianRatio } from './measure.mjs';

/** About so many; a party runs for 42 hours on the average of the default study. */
const partyHours = [1000, 20_000, 200_000];
const hoursAParty = 42;
/** A study is seconds long, not microseconds. */
const mostRounds = 7;
const mixes = { 'of all behaviours': undefined, 'of ours alone': 'ours=1' };

/** Party-hours a minute, at three sizes; and whether a large study costs more for each of them than a small one. */
export async function measureSimulation(rounds) {
  const measured = [];
  for (const [mix, shares] of Object.entries(mixes)) {
    const stands = partyHours.map((hours) => {
      const parties = Math.ceil(hours / hoursAParty);
      return { hours, parties, measure: () => millisecondsAPartyHour(readMix(shares, parties)) };
    });
    stands[1].measure();
    const samples = await interleave(
      Object.fromEntries(stands.map(({ hours, measure }) => [hours, measure])),
      Math.min(rounds, mostRounds),
    );
    for (const { hours, parties } of stands) measured.push({ mix, hours, parties, samples });
  }
  return {
    title: 'Simulation of a fleet',
    about:
      'The default policy and study: two days, a rotation, a revocation, a request a second for each party.',
    head: ['fleet', 'parties', 'party-hours a minute'],
    rows: measured.map(({ mix, hours, parties, samples }) => [
      mix,
      parties,
      Math.round(perMinute(samples[hours])),
    ]),
    bars: measured.flatMap(({ mix, hours, parties, samples }) => [
      {
        name: `party-hours a minute, ${parties} parties ${mix}`,
        value: perMinute(samples[hours]),
        atLeast: atLeastPartyHoursAMinute,
      },
      ...(hours === partyHours.at(-1)
        ? [
            {
              name: `time a party-hour, ${parties} parties ${mix} / a tenth of them`,
              value: medianRatio(samples[hours], samples[partyHours.at(-2)]),
              atMost: atMostForLargerStudies,
            },
          ]
        : []),
    ]),
  };
}

const perMinute = (samples) => 60_000 / median(samples);

function millisecondsAPartyHour(mix) {
  const [policy] = resolvePolicy({ series: [{ alg: 'RS256' }] }).series;
  const begun = performance.now();
  const report = studyFleet({
    policy,
    verifier: profiles.default.verifier,
    mix,
    durationSeconds: 172_800,
    revokeAtSeconds: 108_000,
    replaceWith: 'standby',
    requestsPerSecond: 1,
    seed: 1,
  });
  const milliseconds = performance.now() - begun;
  if (!report.safe) throw new Error('a valid token was refused');
  return milliseconds / report.partyHours;
}
