import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { subjects } from './subjects.mjs';

const require = createRequire(import.meta.url);

/** What was measured, on what, with which versions. No path and no name of the machine. */
export function buildReport({ alone, inFlight, refusals, chains, rounds }) {
  const bars = [...alone, ...inFlight, ...refusals, ...chains].flatMap((result) => result.bars.map(judgeBar));
  return {
    machine: {
      cpu: cpus()[0].model.trim(),
      cores: cpus().length,
      platform: `${process.platform}-${process.arch}`,
    },
    versions: { node: process.version, openssl: process.versions.openssl, ...peerVersions() },
    rounds,
    alone: alone.map(({ bars: _, ...rest }) => rest),
    inFlight: inFlight.map(({ bars: _, ...rest }) => rest),
    refusals: refusals.map(({ bars: _, ...rest }) => rest),
    chains: chains.map(({ bars: _, ...rest }) => rest),
    bars,
  };
}

function judgeBar(bar) {
  const met = bar.atMost === undefined ? bar.value >= bar.atLeast : bar.value <= bar.atMost;
  return { ...bar, value: round(bar.value, 3), met };
}

function peerVersions() {
  const names = ['@keyturn/relying-party', 'jose', 'fast-jwt', 'aws-jwt-verify', 'jsonwebtoken'];
  return Object.fromEntries(names.map((name) => [name, readVersion(name)]));
}

/** Not every package exports its package.json, so it is looked for beside the others. */
function readVersion(name) {
  const [folder] = require.resolve.paths(name).filter((path) => exists(`${path}/${name}/package.json`));
  return JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8')).version;
}

function exists(path) {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

const round = (number, digits = 1) => Number(number.toFixed(digits));

/** The same for people. */
export function writeMarkdown(report) {
  const { machine, versions, rounds } = report;
  const names = Object.keys(subjects);
  const unmet = report.bars.filter(({ met }) => !met);
  return [
    '# Verification, measured',
    '',
    'Written by `npm run bench`. Medians in microseconds a token, all subjects in one process, taking turns; ratios are',
    'medians of the ratios within a round. Tokens are distinct, with the claims of RFC 9068; no cache of tokens is on.',
    '',
    `${machine.cpu}, ${machine.cores} cores, ${machine.platform}; ${rounds} rounds; ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version.replace(/^v/, '')}`)
      .join(', ')}.`,
    '',
    unmet.length === 0
      ? `All ${report.bars.length} bars are met.`
      : `${unmet.length} of ${report.bars.length} bars are not met.`,
    '',
    '## One at a time',
    '',
    ...table(
      ['', ...report.alone.map(({ alg }) => alg)],
      names.map((name) => [name, ...report.alone.map((result) => cell(result, name))]),
    ),
    '',
    ...names.map((name) => `- ${name}: ${subjects[name].what}`),
    '',
    '## 64 in flight',
    '',
    ...table(
      ['', ...report.inFlight.map(({ alg }) => alg)],
      ['keyturn', 'jose'].map((name) => [
        name,
        ...report.inFlight.map(({ microseconds }) => round(microseconds[name])),
      ]),
    ),
    '',
    '## Refused',
    '',
    ...table(
      ['', ...report.refusals.map(({ alg }) => alg)],
      Object.keys(report.refusals[0].microseconds).map((kind) => [
        kind,
        ...report.refusals.map(({ microseconds }) => round(microseconds[kind])),
      ]),
    ),
    '',
    '## Chained JWTs, inner seen before',
    '',
    ...table(
      ['', ...report.chains.map(({ alg }) => alg)],
      Object.keys(report.chains[0].microseconds).map((kind) => [
        kind,
        ...report.chains.map(({ microseconds }) => round(microseconds[kind])),
      ]),
    ),
    '',
    '## Bars',
    '',
    ...table(
      ['bar', 'measured', 'bar at', 'met'],
      report.bars.map(({ name, value, atMost, atLeast, met }) => [
        name,
        value,
        atMost === undefined ? `>= ${atLeast}` : `<= ${atMost}`,
        met ? 'yes' : '**no**',
      ]),
    ),
    '',
  ].join('\n');
}

function cell({ microseconds, overRaw }, name) {
  if (microseconds[name] === undefined) return '-';
  return name === 'raw'
    ? round(microseconds.raw)
    : `${round(microseconds[name])} (${round(overRaw[name], 2)} x)`;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
