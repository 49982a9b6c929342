import type { Finding } from './finding.js';
import type { Severity } from './finding-kinds.js';
import { judge } from './judge.js';
import { type Required, requiredBy } from './required.js';
import type { KeyRecord, WatchState } from './watch-state.js';

export type VerdictName = 'good' | Severity | 'unknown';

export interface Verdict {
  readonly issuer: string;
  /** The worst finding; `unknown` where no key set could be read at all. */
  readonly verdict: VerdictName;
  readonly required: Required;
  readonly keys: readonly KeyRecord[];
  readonly findings: readonly Finding[];
}

export function verdictOf(state: WatchState, nowSeconds: number): Verdict {
  const findings = judge(state, nowSeconds);
  return {
    issuer: state.issuer,
    verdict: state.keySet === undefined ? 'unknown' : (findings[0]?.severity ?? 'good'),
    required: requiredBy(state),
    keys: [...state.keys.values()],
    findings,
  };
}
