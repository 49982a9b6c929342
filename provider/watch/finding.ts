import { type FindingCode, findingKinds, type Severity } from './finding-kinds.js';

/** One thing that is wrong, or could be better. */
export interface Finding {
  /** Contract. */
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly kid: string | null;
  /** What was measured, and the bound. For people; the text is no contract. */
  readonly sentence: string;
  /** The numbers in the sentence, seconds by their name. */
  readonly terms: Readonly<Record<string, number>>;
  readonly cure: string;
}

export interface FindingDetails {
  readonly kid?: string | undefined;
  readonly terms?: Readonly<Record<string, number>>;
}

export function find(code: FindingCode, sentence: string, details: FindingDetails = {}): Finding {
  const { severity, cure } = findingKinds[code];
  const { kid = null, terms = {} } = details;
  return { code, severity, kid, sentence, terms, cure };
}
