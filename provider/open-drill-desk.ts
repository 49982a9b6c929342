import { join } from 'node:path';
import type { Clock } from '@keyturn/shared/clock';
import type { IssuerConfiguration } from './configuration/issuer-schema.js';
import type { Configuration } from './configuration/schema.js';
import type { Drills } from './drill-desk/drill.js';
import { createDrillDesk, type DrillDesk } from './drill-desk/drill-desk.js';
import { createDrillReports } from './drill-desk/drill-reports.js';
import type { OpenedIssuer } from './open-issuer.js';
import type { LogEvent } from './rotator/ring-context.js';
import { createFileReportStore } from './stores/file-report-store.js';
import type { ReportStore } from './stores/report-store.js';
import { createShortLivedReportStore } from './stores/short-lived-report-store.js';
import type { ShortLivedState } from './stores/short-lived-state.js';
import { createSignReport } from './tokens/sign-report.js';

export interface DrillDeskSetting {
  readonly drills: Drills;
  readonly allowed: readonly string[];
  readonly clock: Clock;
  readonly log: LogEvent;
}

/** Lease and reports lie where the ring of the first issuer lies, whose series of records signs the reports. */
export function openDrillDesk(
  { issuers }: Pick<Configuration, 'issuers'>,
  opened: readonly Pick<OpenedIssuer, 'issuer' | 'memory'>[],
  { drills, allowed, clock, log }: DrillDeskSetting,
): DrillDesk {
  const [first] = opened;
  const [configuration] = issuers;
  if (first === undefined || configuration === undefined) throw new TypeError('there is no issuer');
  const { memory, issuer } = first;
  const { records } = configuration;
  const sign = records && createSignReport(issuer.ring, records.series);
  const reports = createDrillReports({ store: openReportStore(configuration, memory), sign, clock, log });
  const live = opened.map(({ issuer: { url, ring, sign: signClaims } }, at) => ({
    ...{ url, ring, sign: signClaims },
    isProduction: issuers[at]?.production ?? true,
  }));
  return createDrillDesk({ drills, allowed, issuers: live, memory, reports, clock, log });
}

/** Files of their own where files are kept: reports outlive what is remembered for minutes. */
export function openReportStore(
  { store }: Pick<IssuerConfiguration, 'store'>,
  memory: ShortLivedState,
): ReportStore {
  return store.kind === 'file'
    ? createFileReportStore({ folder: join(store.folder, 'drill-reports') })
    : createShortLivedReportStore(memory);
}
