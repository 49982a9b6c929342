import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { subjects } from './subjects.mjs';

const require = createRequire(import.meta.url);

/** What was measured, on what, with which versions. No path and no name of the machine. */
export function buildReport({ alone, inFlight, refusals, chains, certificates, sections, rounds }) {
  const results = [...alone, ...inFlight, ...refusals, ...chains, ...certificates, ...sections];
  const bars = results.flatMap((result) => result.bars.map(judgeBar));
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
    certificates: certificates.map(({ bars: _, ...rest }) => rest),
    sections: sections.map(({ bars: _, ...rest }) => rest),
    bars,
  };
}

function judgeBar(bar) {
  const met = bar.atMost === undefined ? bar.value >= bar.atLeast : bar.value <= bar.atMost;
  return { ...bar, value: round(bar.value, 3), met };
}

function peerVersions() {
  const names = [
    '@keyturn/relying-party',
    'jose',
    'fast-jwt',
    'aws-jwt-verify',
    'jsonwebtoken',
    'keyturn',
    'koa',
    '@koa/router',
    'oidc-provider',
  ];
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
  const unmet = report.bars.filter(({ met }) => !met);
  return [
    '# Speed and size, measured',
    '',
    'Written by `npm run bench`. Medians in microseconds a token, all subjects in one process, taking turns (what is served: each in its own); ratios are',
    'medians of the ratios within a round. Tokens are distinct, with the claims of RFC 9068, and no cache of tokens is on',
    'unless it is said. `npm run bench -- NAME …` runs some parts alone: `alone`, `in-flight`, `refused`, `chained`,',
    '`certificates`, `seen-before`, `flood`, `many-issuers`, `cold-start`, `bundle`, `issuance`, `documents`, `simulation`, `ticks`;',
    '`--rounds=N` changes the rounds.',
    '',
    `${machine.cpu}, ${machine.cores} cores, ${machine.platform}; ${rounds} rounds; ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version.replace(/^v/, '')}`)
      .join(', ')}.`,
    '',
    unmet.length === 0
      ? `All ${report.bars.length} bars are met.`
      : `${unmet.length} of ${report.bars.length} bars are not met.`,
    '',
    ...writeAlone(report.alone),
    ...writeInFlight(report.inFlight),
    ...writeKinds('Refused', report.refusals),
    ...writeKinds('Chained JWTs, inner seen before', report.chains),
    ...writeKinds(
      'Certificates in the token: how many from the leaf to the root, which is not in it',
      report.certificates,
    ),
    ...report.sections.flatMap(writeSection),
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
    ...writeLimits(unmet),
  ].join('\n');
}

/** Why a bar is not met, where the same run measured it. */
function writeLimits(unmet) {
  const explained = unmet.filter(({ limit }) => limit !== undefined);
  if (explained.length === 0) return [];
  return [
    '## What limits those that are not met',
    '',
    ...explained.map(({ name, limit }) => `- ${name}: ${limit}.`),
    '',
  ];
}

function writeAlone(results) {
  if (results.length === 0) return [];
  const names = Object.keys(subjects);
  return [
    '## One at a time',
    '',
    ...table(
      ['', ...results.map(({ alg }) => alg)],
      names.map((name) => [name, ...results.map((result) => cell(result, name))]),
    ),
    '',
    ...names.map((name) => `- ${name}: ${subjects[name].what}`),
    '',
  ];
}

function writeInFlight(results) {
  if (results.length === 0) return [];
  return [
    '## 64 in flight',
    '',
    ...table(
      ['', ...results.map(({ alg }) => alg)],
      ['keyturn', 'jose'].map((name) => [
        name,
        ...results.map(({ microseconds }) => round(microseconds[name])),
      ]),
    ),
    '',
  ];
}

function writeKinds(title, results) {
  if (results.length === 0) return [];
  return [
    `## ${title}`,
    '',
    ...table(
      ['', ...results.map(({ alg }) => alg)],
      Object.keys(results[0].microseconds).map((kind) => [
        kind,
        ...results.map(({ microseconds }) => round(microseconds[kind])),
      ]),
    ),
    '',
  ];
}

function writeSection({ title, about, head, rows }) {
  const plain = (value) => (typeof value === 'number' && !Number.isInteger(value) ? round(value, 2) : value);
  return [
    `## ${title}`,
    '',
    about,
    '',
    ...table(
      head,
      rows.map((row) => row.map(plain)),
    ),
    '',
  ];
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
