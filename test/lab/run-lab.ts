import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { sleep, systemClock } from '@keyturn/shared/clock';
import pLimit from 'p-limit';
import type { TlsFiles } from '../../provider/http/tls-files.js';
import { otherParties, ours } from '../parties/parties.js';
import type { Party } from '../parties/party.js';
import { loopbackTls } from '../relying-party/fetch/loopback-tls.js';
import { type Cell, type LabResults, toCell, toRow } from './results.js';
import type { Row } from './row.js';
import { rows } from './rows.js';
import { type RowRun, runRow } from './run-row.js';

export interface LabTerms {
  readonly rows: readonly Row[];
  readonly repetitions: number;
  /** Where the https pair of the provider is written. */
  readonly folder: string;
  readonly parties?: readonly Party[];
  readonly tell?: (line: string) => void;
}

export const parties: readonly Party[] = [...otherParties, ours];

/** Who mostly waits waits beside many; who is over at once takes the processor for itself and a few. */
const MANY = 36;
const FEW = 6;
const WAITING_SECONDS = 10;
/** Between two starts: what all do at the start would measure itself. */
const PACE_MILLISECONDS = 50;

interface Job {
  readonly row: Row;
  readonly party: Party;
}

/** Plays every row against every party, the longest first; then those that want quiet. */
export async function runLab(terms: LabTerms): Promise<LabResults> {
  const startedAtSeconds = systemClock.nowSeconds();
  const tls = writePair(terms.folder);
  const runs = new Map<string, RowRun[]>();
  for (const { atOnce, jobs } of turnsOf(terms)) await playAll(jobs, atOnce, tls, runs, terms);
  const cellOf = (row: Row, party: Party) => toCell(runs.get(keyOf({ row, party })) ?? []);
  return {
    date: new Date(startedAtSeconds * 1000).toISOString().slice(0, 10),
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      platform: `${process.platform}-${process.arch}`,
    },
    node: process.versions.node,
    repetitions: terms.repetitions,
    tookSeconds: Math.round(systemClock.nowSeconds() - startedAtSeconds),
    parties: parties.map((party) => ({
      name: party.name,
      versions: party.versions(),
      settings: party.settings,
      lifetime: party.lifetime,
      isOurs: party === ours,
    })),
    rows: terms.rows.map((row) =>
      toRow(
        row,
        cellOf(row, ours) ?? missing(row),
        othersOf(otherParties, (party) => cellOf(row, party)),
        parties.flatMap((party) => runs.get(keyOf({ row, party })) ?? []).filter(({ stalled }) => stalled)
          .length,
      ),
    ),
  };
}

interface Turn {
  readonly atOnce: number;
  readonly jobs: readonly Job[];
}

function turnsOf(terms: LabTerms): readonly Turn[] {
  const byLength = [...terms.rows].sort((a, b) => b.durationSeconds - a.durationSeconds);
  const turn = (atOnce: number, takes: (row: Row) => boolean) => ({
    atOnce,
    jobs: byLength.filter(takes).flatMap((row) => allJobs(row, terms)),
  });
  return [
    turn(MANY, ({ quiet, durationSeconds }) => quiet === undefined && durationSeconds >= WAITING_SECONDS),
    turn(FEW, ({ quiet, durationSeconds }) => quiet === undefined && durationSeconds < WAITING_SECONDS),
    ...byLength.flatMap((row) => (row.quiet === undefined ? [] : turn(row.quiet, (each) => each === row))),
  ];
}

function allJobs(row: Row, { repetitions, parties: asked = parties }: LabTerms): readonly Job[] {
  const concerned = asked.filter((party) => row.concerns?.(party) ?? true);
  return Array.from({ length: repetitions }, () => concerned.map((party) => ({ row, party }))).flat();
}

async function playAll(
  jobs: readonly Job[],
  atOnce: number,
  tls: TlsFiles,
  runs: Map<string, RowRun[]>,
  { tell = () => {} }: LabTerms,
): Promise<void> {
  const limit = pLimit(atOnce);
  let done = 0;
  let turn = Promise.resolve();
  const pace = () => {
    turn = turn.then(() => sleep(systemClock, PACE_MILLISECONDS));
    return turn;
  };
  const play = async (job: Job) => {
    await pace();
    const run = await runRow(job.row, job.party, tls);
    const key = keyOf(job);
    runs.set(key, [...(runs.get(key) ?? []), run]);
    done += 1;
    if (done % 50 === 0 || done === jobs.length) tell(`${done} of ${jobs.length} runs`);
  };
  await Promise.all(jobs.map((job) => limit(() => play(job))));
}

function writePair(folder: string): TlsFiles {
  const tls = { certificateFile: join(folder, 'tls.pem'), keyFile: join(folder, 'tls.key') };
  writeFileSync(tls.certificateFile, loopbackTls.cert);
  writeFileSync(tls.keyFile, loopbackTls.key);
  return tls;
}

function othersOf(
  others: readonly Party[],
  cellOf: (party: Party) => Cell | null,
): Readonly<Record<string, Cell | null>> {
  return Object.fromEntries(others.map((party) => [party.name, cellOf(party)]));
}

const keyOf = ({ row, party }: Job) => `${row.id} ${party.name}`;

function missing({ id }: Row): never {
  throw new Error(`${id}: what the row is about never happened with our own`);
}

/** @throws Error that says which names there are. */
export function rowsByName(names: readonly string[]): readonly Row[] {
  const unknown = names.find((name) => !rows.some(({ id }) => id === name));
  if (unknown !== undefined)
    throw new Error(`There is no row ${unknown}. Rows: ${rows.map(({ id }) => id).join(', ')}.`);
  return names.length === 0 ? rows : rows.filter(({ id }) => names.includes(id));
}
