import type { PlannedStep } from '../ring/decision.js';
import type { JournalFact } from '../ring/journal.js';
import { epochAfter, type Step } from '../ring/steps.js';

/** A step without its keys and policies: what answers, logs and the journal show. */
export interface StepSummary {
  readonly do: Step['do'];
  readonly series: string | null;
  readonly kid: string | null;
}

/** Of a step that is only planned, a key that is yet to be made has no kid. */
export function summariseStep(step: Step | PlannedStep): StepSummary {
  switch (step.do) {
    case 'import':
      return { do: step.do, series: step.series.name, kid: step.key.kid };
    case 'unseal':
      return { do: step.do, series: 'series' in step ? step.series : null, kid: step.kid };
    case 'publish-cold':
    case 'publish':
      return { do: step.do, series: step.series.name, kid: 'key' in step ? step.key.kid : null };
    case 'activate':
      return { do: step.do, series: step.series.name, kid: typeof step.kid === 'string' ? step.kid : null };
    case 'open-series':
      return { do: step.do, series: step.series.name, kid: null };
    case 'close-series':
      return { do: step.do, series: step.name, kid: null };
    case 'adopt-policy':
    case 'confirm-clock':
    case 'restore':
      return { do: step.do, series: null, kid: null };
    default:
      return { do: step.do, series: null, kid: step.kid };
  }
}

/** One journal fact a step, each with the epoch that it made. */
export function journalFacts(
  steps: readonly Step[],
  at: {
    readonly epoch: number;
    readonly nowSeconds: number;
    readonly actor: string;
    readonly forced: readonly string[];
    readonly reason: string | null;
  },
): readonly JournalFact[] {
  let { epoch } = at;
  return steps.map((step) => {
    epoch = epochAfter(step, epoch);
    const { do: verb, series, kid } = summariseStep(step);
    const reason = 'reason' in step ? step.reason : at.reason;
    return {
      atSeconds: at.nowSeconds,
      epoch,
      actor: at.actor,
      verb,
      series,
      kid,
      reason,
      forced: at.forced,
    };
  });
}
