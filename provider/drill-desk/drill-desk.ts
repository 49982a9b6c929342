import { type Clock, sleep } from '@keyturn/shared/clock';
import { HttpProblem } from '../http/problem.js';
import type { LogEvent } from '../rotator/ring-context.js';
import { RunStop } from '../scenario/run-stop.js';
import { type DrilledIssuer, type Drills, type DrillTerms, unknownTraits } from './drill.js';
import {
  askToStop,
  type HeldLease,
  keepLease,
  type LeaseMemory,
  readLease,
  takeLease,
} from './drill-lease.js';
import { type DrillReports, type KeptReport, newReportId, type ReportEntry } from './drill-reports.js';
import { refuseDrill } from './guard-rails.js';

/** An issuer whose ring a drill may be run against, by name. */
export interface LiveIssuer extends DrilledIssuer {
  readonly isProduction: boolean;
}

/** What a request or a schedule says of a drill. */
export interface DrillAsked extends DrillTerms {
  /** The issuer whose own ring is to be turned. Left out: an issuer of the drill's own. */
  readonly live?: string | undefined;
}

/** What became of a run that was told to end. */
export interface StoppedDrill {
  readonly id: string;
  readonly name: string;
  readonly stoppedBy: string;
  /** False where it goes on still: a process that was killed in a drill holds its lease until that runs out. */
  readonly hasEnded: boolean;
}

/**
 * Where drills are started, ended and looked up: one at a time for all who share the store, within the guard rails. Rejects with
 * HttpProblem, whose code says which.
 */
export interface DrillDesk {
  run(name: string, asked: DrillAsked, by: string): Promise<KeptReport>;
  /** The hard stop: ends the run in whichever process, which gives the ring back as it was. */
  stop(by: string): Promise<StoppedDrill>;
  reports(): Promise<readonly ReportEntry[]>;
  report(id: string): Promise<KeptReport>;
  /** Ends what runs here. */
  close(): Promise<void>;
}

export interface DrillDeskParts {
  readonly drills: Drills;
  /** Names that may be run here. */
  readonly allowed: readonly string[];
  readonly issuers: readonly LiveIssuer[];
  readonly memory: LeaseMemory;
  readonly reports: DrillReports;
  readonly clock: Clock;
  readonly log: LogEvent;
}

const RETRY = { 'Retry-After': '30' };
const LOOK_MILLISECONDS = 250;
const STOP_WAIT_SECONDS = 20;

export function createDrillDesk(parts: DrillDeskParts): DrillDesk {
  const { drills, allowed, issuers, memory, reports, clock, log } = parts;
  let running:
    | { readonly held: HeldLease; readonly stop: RunStop; readonly ended: Promise<void> }
    | undefined;

  function chooseLive(url: string | undefined): LiveIssuer | undefined {
    const found = issuers.find((issuer) => issuer.url === url);
    if (url !== undefined && found === undefined)
      throw new HttpProblem('issuer_unknown', { detail: 'live names an issuer of this configuration' });
    return found;
  }

  async function runHeld(held: HeldLease, stop: RunStop, asked: DrillAsked, live: LiveIssuer | undefined) {
    const release = keepLease({ memory, clock, held, stop });
    try {
      log('info', 'drill.started', { ...held, live: live?.url ?? null });
      const { live: _named, ...terms } = asked;
      const report = await drills[held.name]?.({ ...terms, stop, live });
      const kept = await reports.keep(held.id, held.by, report ?? {});
      log('info', 'drill.ended', { ...held, verdict: kept.entry.verdict, stoppedBy: stop.by });
      return kept;
    } finally {
      await release().catch((error: unknown) => log('warn', 'drill.lease_not_returned', { ...held, error }));
    }
  }

  return {
    async run(name, asked, by) {
      const drill = Object.hasOwn(drills, name) ? drills[name] : undefined;
      if (drill === undefined) throw new HttpProblem('not_found', { detail: 'there is no such drill' });
      const live = chooseLive(asked.live);
      const refusal = refuseDrill(
        { name, traits: drill.traits ?? unknownTraits, terms: asked, live },
        allowed,
      );
      if (refusal !== undefined) throw new HttpProblem(refusal.code, { detail: refusal.detail });
      const held = { id: newReportId(clock.nowSeconds(), name), name, by };
      if (!(await takeLease(memory, held))) {
        const other = await readLease(memory);
        const detail = other === undefined ? 'a drill has just ended' : `the drill ${other.name} is running`;
        throw new HttpProblem('drill_running', { detail, headers: RETRY });
      }
      const stop = new RunStop();
      const work = runHeld(held, stop, asked, live);
      const ended = work.then(
        () => {},
        () => {},
      );
      running = { held, stop, ended };
      try {
        return await work;
      } finally {
        running = undefined;
      }
    },

    async stop(by) {
      const held = await readLease(memory);
      if (held === undefined) throw new HttpProblem('drill_not_running');
      const { id, name } = held;
      if (running?.held.id === id) {
        running.stop.end(by);
        await running.ended;
        return { id, name, stoppedBy: by, hasEnded: true };
      }
      await askToStop(memory, id, by);
      const until = clock.monotonicMilliseconds() + STOP_WAIT_SECONDS * 1000;
      const isHeld = async () => (await readLease(memory))?.id === id;
      while ((await isHeld()) && clock.monotonicMilliseconds() < until) await sleep(clock, LOOK_MILLISECONDS);
      return { id, name, stoppedBy: by, hasEnded: !(await isHeld()) };
    },

    reports: () => reports.list(),

    async report(id) {
      const found = await reports.show(id);
      if (found === undefined) throw new HttpProblem('report_unknown');
      return found;
    },

    async close() {
      running?.stop.end('the end of the process');
      await running?.ended;
    },
  };
}
