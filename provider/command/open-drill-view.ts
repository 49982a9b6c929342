import { systemClock } from '@keyturn/shared/clock';
import { z } from 'zod';
import { loadConfiguration } from '../config.js';
import { createDrillDesk, type DrillDesk } from '../drill-desk/drill-desk.js';
import { createDrillReports } from '../drill-desk/drill-reports.js';
import type { HttpAnswer } from '../drills/http-client.js';
import { openReportStore } from '../open-drill-desk.js';
import { openShortLivedState } from '../open-short-lived-state.js';
import { openAdminClient } from './admin-client.js';
import { DeskError } from './desk-error.js';
import { verbParts } from './open-configured-ring.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

/** Where reports are looked up: in the store of a configuration, or of a running provider. */
export interface DrillViewFlags {
  readonly config?: string;
  readonly url?: string;
  readonly credentialFile?: string;
}

/** What can be done at it from here. */
export type DrillView = Pick<DrillDesk, 'reports' | 'report' | 'stop' | 'close'>;

/** Rejects with UsageError, ConfigurationError, DeskError. */
export async function openDrillView(terminal: Terminal, flags: DrillViewFlags): Promise<DrillView> {
  const { config, url, credentialFile } = flags;
  if ((config === undefined) === (url === undefined))
    throw new UsageError('say where: --config FILE for its store, or --url URL for a running provider');
  if (url !== undefined) return openRemoteView(terminal, { url, credentialFile });
  if (credentialFile !== undefined) throw new UsageError('--credential-file goes with --url');
  return openStoredView(await loadConfiguration(config ?? '', terminal.environment));
}

async function openStoredView({
  issuers: [first],
}: Awaited<ReturnType<typeof loadConfiguration>>): Promise<DrillView> {
  if (first === undefined || first.store.kind === 'memory')
    throw new UsageError('reports in memory are reached by their own process alone: use --url');
  const memory = await openShortLivedState(first, { clock: systemClock, ringStore: undefined });
  const parts = verbParts();
  const reports = createDrillReports({ store: openReportStore(first, memory), sign: undefined, ...parts });
  const desk = createDrillDesk({ drills: {}, allowed: [], issuers: [], memory, reports, ...parts });
  return { ...desk, close: () => memory.close() };
}

async function openRemoteView(
  terminal: Terminal,
  options: Parameters<typeof openAdminClient>[1],
): Promise<DrillView> {
  const admin = await openAdminClient(terminal, options);
  type Answers = { [Verb in 'reports' | 'report' | 'stop']: Awaited<ReturnType<DrillView[Verb]>> };
  return {
    reports: async () => (read(await admin.get('drills/reports')) as { reports: Answers['reports'] }).reports,
    report: async (id) => read(await admin.get('drills/report', { id })) as Answers['report'],
    stop: async () => read(await admin.post('drills/stop', {})) as Answers['stop'],
    close: async () => admin.close(),
  };
}

const problemSchema = z.looseObject({ code: z.string(), detail: z.string().optional() });

function read({ status, body }: HttpAnswer): unknown {
  const answer = parse(body);
  if (status === 200 && answer !== undefined) return answer;
  const problem = problemSchema.safeParse(answer).data;
  if (problem !== undefined) throw new DeskError(problem.code, problem.detail ?? 'refused', status);
  throw new DeskError('answer_unreadable', `this is not the answer of a keyturn provider (status ${status})`);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
