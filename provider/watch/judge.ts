import type { Finding } from './finding.js';
import type { Severity } from './finding-kinds.js';
import { judgeDocuments } from './judge-documents.js';
import { judgeHeaders } from './judge-headers.js';
import { judgeKeys } from './judge-keys.js';
import { judgeSets } from './judge-sets.js';
import { judgeTimes } from './judge-times.js';
import { judgeToken } from './judge-token.js';
import type { WatchState } from './watch-state.js';

const severities: readonly Severity[] = ['breaks-now', 'breaks-at-rotation', 'advice'];

/**
 * All that is wrong with what was seen, the worst first. Pure. Only what is certain is found: where a look missed the
 * moment, the reading that is kindest to the issuer counts.
 */
export function judge(state: WatchState, nowSeconds: number): readonly Finding[] {
  const found = [
    ...judgeDocuments(state),
    ...judgeKeys(state),
    ...judgeSets(state),
    ...judgeTimes(state),
    ...judgeToken(state, nowSeconds),
    ...judgeHeaders(state),
  ];
  return found.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}
