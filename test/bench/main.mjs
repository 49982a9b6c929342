import { writeFileSync } from 'node:fs';
import { measureAlone } from './alone.mjs';
import { inFlightAlgorithms, measuredAlgorithms } from './bars.mjs';
import { measureBundle } from './bundle-size.mjs';
import { certificateAlgorithms, measureCertificates } from './certificates.mjs';
import { chainAlgorithms, measureChains } from './chains.mjs';
import { measureColdStart } from './cold-start.mjs';
import { measureDocuments } from './documents.mjs';
import { measureFlood } from './flood.mjs';
import { measureInFlight } from './in-flight.mjs';
import { measureIssuance } from './issuance.mjs';
import { measureManyIssuers } from './many-issuers.mjs';
import { measureRefusals } from './refusals.mjs';
import { buildReport, writeMarkdown } from './report.mjs';
import { measureSeenBefore } from './seen-before.mjs';
import { measureSimulation } from './simulation.mjs';
import { measureTicks } from './ticks.mjs';

// node --expose-gc test/bench/main.mjs [--rounds=N] [part …], on what was built last.
/** The parts that are measured for one algorithm after the other. */
const byAlgorithm = {
  alone: ['alone', measuredAlgorithms, measureAlone],
  'in-flight': ['inFlight', inFlightAlgorithms, measureInFlight],
  refused: ['refusals', ['RS256', 'ES256'], measureRefusals],
  chained: ['chains', chainAlgorithms, measureChains],
  certificates: ['certificates', certificateAlgorithms, measureCertificates],
};
const sections = {
  'seen-before': measureSeenBefore,
  flood: measureFlood,
  'many-issuers': measureManyIssuers,
  'cold-start': measureColdStart,
  bundle: measureBundle,
  issuance: measureIssuance,
  documents: measureDocuments,
  simulation: measureSimulation,
  ticks: measureTicks,
};
const parts = [...Object.keys(byAlgorithm), ...Object.keys(sections)];

const { rounds, wanted } = readArguments(process.argv.slice(2));
if (globalThis.gc === undefined) throw new Error('Run it with --expose-gc, as npm run bench does.');

const results = { alone: [], inFlight: [], refusals: [], chains: [], certificates: [], sections: [], rounds };
for (const [part, [place, algorithms, measure]] of Object.entries(byAlgorithm)) {
  if (!wanted.includes(part)) continue;
  for (const alg of algorithms) results[place].push(await measureQuietly(() => measure(alg, rounds)));
}
for (const [part, measure] of Object.entries(sections))
  if (wanted.includes(part)) results.sections.push(await measureQuietly(() => measure(rounds)));

const report = buildReport(results);
const text = writeMarkdown(report);
// A table of some parts would be taken for the whole.
if (wanted.length === parts.length) {
  writeFileSync(new URL('results.json', import.meta.url), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(new URL('results.md', import.meta.url), text);
}
console.log(text);

/** Here and not between the rounds: a collection takes the shapes of objects with it, and what was compiled for them. */
function measureQuietly(measure) {
  globalThis.gc();
  return measure();
}

function readArguments(given) {
  const number =
    given.find((argument) => argument.startsWith('--rounds='))?.slice('--rounds='.length) ?? '101';
  const named = given.filter((argument) => !argument.startsWith('--rounds='));
  const unknown = named.find((name) => !parts.includes(name));
  if (unknown !== undefined || !/^[1-9]\d{0,3}$/.test(number))
    throw new Error(`Usage: npm run bench -- [--rounds=N] [part …]; parts are ${parts.join(', ')}.`);
  return { rounds: Number(number), wanted: named.length === 0 ? parts : named };
}
