import { randomBytes } from 'node:crypto';
import type { Clock } from '@keyturn/shared/clock';
import { z } from 'zod';
import type { LogEvent } from '../rotator/ring-context.js';
import type { ReportStore } from '../stores/report-store.js';
import type { SignReport } from '../tokens/sign-report.js';

const entrySchema = z.object({
  id: z.string(),
  /** When it was kept, by the clock of the process: seconds since the epoch. */
  atSeconds: z.number(),
  scenario: z.string(),
  drill: z.string().nullable(),
  verdict: z.string(),
  live: z.string().nullable(),
  /** Who started it. */
  by: z.string(),
  isSigned: z.boolean(),
});

/** One line of the list. */
export type ReportEntry = z.infer<typeof entrySchema>;

const keptSchema = z.object({ entry: entrySchema, report: z.looseObject({}), jwt: z.string().nullable() });

/** A report as it is kept. `jwt` is the same, signed; null where nobody signs records here. */
export type KeptReport = z.infer<typeof keptSchema>;

const nameSchema = z.looseObject({
  scenario: z.string().default(''),
  drill: z.string().nullable().default(null),
  verdict: z.string().default(''),
  live: z.looseObject({ issuer: z.string() }).nullable().default(null),
});

/** The reports of an issuer's drills. */
export interface DrillReports {
  keep(id: string, by: string, report: object): Promise<KeptReport>;
  /** The newest first. */
  list(): Promise<readonly ReportEntry[]>;
  show(id: string): Promise<KeptReport | undefined>;
}

export interface DrillReportsParts {
  readonly store: ReportStore;
  /** Undefined: records are not configured. */
  readonly sign: SignReport | undefined;
  readonly clock: Clock;
  readonly log: LogEvent;
}

export function createDrillReports({ store, sign, clock, log }: DrillReportsParts): DrillReports {
  async function signIfPossible(id: string, report: object): Promise<string | null> {
    try {
      return (await sign?.(id, report)) ?? null;
    } catch (error) {
      // A report that nobody could sign is still worth more than none.
      log('warn', 'drill.report_unsigned', { id, error });
      return null;
    }
  }
  return {
    async keep(id, by, report) {
      const { scenario, drill, verdict, live } = nameSchema.parse(report);
      const jwt = await signIfPossible(id, report);
      const told = { scenario, drill, verdict, live: live?.issuer ?? null };
      const entry = { id, atSeconds: clock.nowSeconds(), ...told, by, isSigned: jwt !== null };
      const kept: KeptReport = { entry, report: { ...report }, jwt };
      await store.put(id, entry, JSON.stringify(kept));
      return kept;
    },
    async list() {
      return (await store.list()).flatMap((entry) => entrySchema.safeParse(entry).data ?? []);
    },
    async show(id) {
      const text = await store.get(id);
      return text === undefined ? undefined : keptSchema.parse(JSON.parse(text));
    },
  };
}

/** Sorts by time, and names a file. */
export function newReportId(nowSeconds: number, name: string): string {
  const instant = new Date(nowSeconds * 1000).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${instant}-${name}-${randomBytes(3).toString('hex')}`;
}
