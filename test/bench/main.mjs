import { writeFileSync } from 'node:fs';
import { measureAlone } from './alone.mjs';
import { inFlightAlgorithms, measuredAlgorithms } from './bars.mjs';
import { chainAlgorithms, measureChains } from './chains.mjs';
import { measureInFlight } from './in-flight.mjs';
import { measureRefusals } from './refusals.mjs';
import { buildReport, writeMarkdown } from './report.mjs';

// node --expose-gc test/bench/main.mjs [rounds], on what was built last.
const rounds = Number(process.argv[2] ?? 101);
if (globalThis.gc === undefined) throw new Error('Run it with --expose-gc, as npm run bench does.');

const alone = await inTurn(measuredAlgorithms, measureAlone);
const inFlight = await inTurn(inFlightAlgorithms, measureInFlight);
const refusals = await inTurn(['RS256', 'ES256'], measureRefusals);
const chains = await inTurn(chainAlgorithms, measureChains);

const report = buildReport({ alone, inFlight, refusals, chains, rounds });
const text = writeMarkdown(report);
writeFileSync(new URL('results.json', import.meta.url), `${JSON.stringify(report, null, 2)}\n`);
writeFileSync(new URL('results.md', import.meta.url), text);
console.log(text);

async function inTurn(algorithms, measure) {
  const results = [];
  for (const alg of algorithms) {
    // Here and not between the rounds: a collection takes the shapes of objects with it, and what was compiled for them.
    globalThis.gc();
    results.push(await measure(alg, rounds));
  }
  return results;
}
