import type { Change } from './changes.js';
import type { Finding } from './finding.js';
import type { Verdict } from './verdict.js';
import type { KeyRecord } from './watch-state.js';

/** For a person: the verdict, what is required, the keys, the findings with their cures. */
export function describeVerdict({ issuer, verdict, required, keys, findings }: Verdict): string {
  const { leastLeadSeconds, fleetLeadSeconds, leastRetentionSeconds, fleetRetentionSeconds } = required;
  const retention =
    leastRetentionSeconds === undefined
      ? 'unknown: no token lifetime was seen (--token-command)'
      : `${leastRetentionSeconds} s at least, ${fleetRetentionSeconds} s with leases and clocks`;
  const needs = [
    `  publish lead needed: ${leastLeadSeconds} s at least, ${fleetLeadSeconds} s for verifiers that ignore headers`,
    `  retention needed: ${retention}`,
    `  a stolen key is accepted for ${required.exposureSeconds} s after it was withdrawn`,
  ];
  return [
    `${issuer}: ${verdict}`,
    ...(verdict === 'unknown' ? [] : needs),
    ...keys.map((record) => `  key ${describeKey(record)}`),
    ...findings.map(describeFinding),
  ].join('\n');
}

export function describeChange(change: Change, atSeconds: number): string {
  const { issuer, type } = change;
  const what = 'finding' in change ? `${change.finding.code}: ${change.finding.sentence}` : change.kid;
  return `${instant(atSeconds)} ${issuer} ${type} ${oneLine(what)}`;
}

function describeFinding({ severity, code, sentence, cure }: Finding): string {
  return `  ${severity} ${code}: ${oneLine(sentence)}\n    cure: ${cure}`;
}

function describeKey(record: KeyRecord): string {
  const from = record.publishedFromSeconds;
  const since = record.absentUntilSeconds === undefined ? 'before' : 'at';
  const parts = [
    from === undefined ? 'not seen published' : `published ${since} ${instant(from)}`,
    record.signedFirstSeconds === undefined
      ? 'not seen signing'
      : `seen signing ${instant(record.signedFirstSeconds)} to ${instant(record.signedLastSeconds ?? record.signedFirstSeconds)}`,
    ...(record.withdrawnFromSeconds === undefined
      ? []
      : [`withdrawn by ${instant(record.withdrawnFromSeconds)}`]),
  ];
  return `${oneLine(record.name)}: ${parts.join(', ')}`;
}

/** A kid takes a line. */
const SHOWN_CHARACTERS = 500;

/** Words of the issuer begin no line of ours, which would pass for a verdict, and push none off the screen. */
function oneLine(text: string): string {
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return shown.replaceAll('\n', '\\n');
}

const instant = (seconds: number) =>
  Number.isFinite(seconds) && Math.abs(seconds) < 8.64e12
    ? new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
    : 'an impossible time';
