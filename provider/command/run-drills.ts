import { systemClock } from '@keyturn/shared/clock';
import { createDrills, type DrillOptions } from '../drills/create-drills.js';
import type { ScenarioReport } from '../scenario/report.js';
import type { Scenario } from '../scenario/scenario.js';
import { describeDrill } from './describe-drill.js';
import { DrillProgress } from './drill-progress.js';
import { runInLanes } from './run-in-lanes.js';
import type { Terminal } from './terminal.js';

/** How drills are run, and how their reports are told. */
export interface DrillRuns {
  readonly options: DrillOptions;
  /** So many side by side; more than one in real time alone. */
  readonly jobs: number;
  /** Before each drill; where it rejects, none is run any more. */
  readonly restart?: (() => Promise<void>) | undefined;
  readonly json?: boolean;
  readonly junit?: boolean;
}

/**
 * Runs drills and tells each report when it is there; answers all of them in the order asked. Of several in real time the
 * longest go first; what proved nothing beside others is run once more by itself; and those in scaled time come last, on the
 * virtual clock, since they leave nothing of the processor to others.
 */
export async function runDrills(
  chosen: readonly Scenario[],
  { options, jobs, restart, json = false, junit = false }: DrillRuns,
  terminal: Terminal,
): Promise<readonly ScenarioReport[]> {
  const drills = createDrills(options);
  const reports = new Map<Scenario, ScenarioReport>();
  const { clock = 'virtual' } = options;
  const isScaled = ({ isInScaledTime }: Scenario) =>
    clock === 'real' && chosen.length > 1 && isInScaledTime === true;

  async function run(
    scenario: Scenario,
    on = clock,
    hasBegun = () => {},
  ): Promise<ScenarioReport | undefined> {
    const { name, durationSeconds, copiesOutlastSeconds: asked } = scenario;
    await restart?.();
    const place = chosen.length === 1 ? name : `[${chosen.indexOf(scenario) + 1}/${chosen.length}] ${name}`;
    const progress = new DrillProgress(terminal, place, systemClock);
    progress.begin(durationSeconds, on);
    if (asked !== undefined && options.target !== undefined) progress.ask(asked);
    const report = await drills[name]?.({
      clock: on,
      onProgress(how) {
        hasBegun();
        progress.tell(how);
      },
    });
    if (report === undefined) return undefined;
    progress.end(report.verdict);
    return report;
  }

  function take(scenario: Scenario, report: ScenarioReport | undefined): void {
    if (report === undefined) return;
    reports.set(scenario, report);
    if (json) terminal.say(JSON.stringify(report));
    else if (!junit) terminal.say(describeDrill(report));
  }

  async function runAll(): Promise<void> {
    const unproven: Scenario[] = [];
    await runInLanes(
      inOrder(
        chosen.filter((each) => !isScaled(each)),
        jobs,
      ),
      jobs,
      async (scenario, hasBegun) => {
        const report = await run(scenario, clock, hasBegun);
        if (jobs > 1 && report?.verdict === 'inconclusive') unproven.push(scenario);
        else take(scenario, report);
      },
    );
    for (const scenario of unproven) take(scenario, await run(scenario));
    for (const scenario of chosen.filter(isScaled)) take(scenario, await run(scenario, 'virtual'));
  }

  await stayDuring(terminal, runAll());
  return chosen.flatMap((scenario) => reports.get(scenario) ?? []);
}

/** One that is long must not begin when all others are done. */
export function inOrder(scenarios: readonly Scenario[], jobs: number): readonly Scenario[] {
  if (jobs === 1) return scenarios;
  return scenarios.toSorted((one, other) => other.durationSeconds - one.durationSeconds);
}

const LOOK_MILLISECONDS = 200;

/** No timer of a drill keeps a process alive, and it ends with the last of them. */
async function stayDuring(terminal: Terminal, work: Promise<void>): Promise<void> {
  let isOver = false;
  const staying = (async () => {
    while (!isOver) await terminal.wait(LOOK_MILLISECONDS);
  })();
  try {
    await work;
  } finally {
    isOver = true;
    await staying;
  }
}
