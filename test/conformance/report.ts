import type { CaseVerdict, X509Case } from './x509-case.js';

/** A case that is answered otherwise than its suite wants, with the reason. */
export interface CaseException {
  readonly verdict: 'accept' | 'reject';
  /** The code of a refusal. */
  readonly code?: string;
  /** The rule of ours that decides, by its number among the must-haves of the x5c path. */
  readonly mustHave: string;
  readonly reason: string;
}

export type CaseExceptions = Readonly<Record<string, CaseException>>;

export interface FileReport {
  readonly file: string;
  readonly cases: number;
  /** Answered as the suite wants. */
  readonly passed: number;
  readonly falseAccepts: readonly string[];
  readonly falseRejects: readonly FalseReject[];
  /** Answered otherwise, as the exceptions file says and why. In neither list above. */
  readonly excepted: readonly { readonly id: string; readonly verdict: string; readonly reason: string }[];
}

interface FalseReject {
  readonly id: string;
  readonly code: string;
}

export function reportFile(
  file: string,
  answered: readonly { readonly given: X509Case; readonly verdict: CaseVerdict }[],
  exceptions: CaseExceptions,
): FileReport {
  const wrong = answered.filter(({ given, verdict }) => verdict.accepted !== given.expect);
  const excepted = wrong.filter(({ given, verdict }) => isExcepted(exceptions[given.id], verdict));
  const unexplained = wrong.filter((answer) => !excepted.includes(answer));
  return {
    file,
    cases: answered.length,
    passed: answered.length - wrong.length,
    falseAccepts: unexplained.filter(({ verdict }) => verdict.accepted).map(({ given }) => given.id),
    falseRejects: unexplained
      .filter(({ verdict }) => !verdict.accepted)
      .map(({ given, verdict }) => ({ id: given.id, code: verdict.code ?? '' })),
    excepted: excepted.map(({ given, verdict }) => ({
      id: given.id,
      verdict: verdict.accepted ? 'accept' : 'reject',
      reason: exceptions[given.id]?.reason ?? '',
    })),
  };
}

/** An exception is for one answer: another wrong answer to the same case is not excused by it. */
function isExcepted(exception: CaseException | undefined, { accepted, code }: CaseVerdict): boolean {
  return (
    exception !== undefined &&
    exception.verdict === (accepted ? 'accept' : 'reject') &&
    exception.code === code
  );
}
