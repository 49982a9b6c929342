import { KeyturnError } from '@keyturn/shared/error-base';
import type { KeySourceStatus } from './keys/key-source.js';
import { type CheckName, checkOrder, type Passage } from './passage.js';
import {
  isRejection,
  type RejectionCode,
  type TrustPathName,
  type VerificationRejection,
} from './rejection.js';
import type { OuterToken, VerifiedToken } from './trust/verified-token.js';

/** The whole story of one token, for a log or a person; plain JSON. Carries no token and no key. */
export interface Explanation {
  readonly accepted: boolean;
  /** Null when accepted. */
  readonly code: RejectionCode | null;
  /** The HTTP status it would get: 200 when accepted. */
  readonly status: number;
  /** The finer code beneath, where there is one: of the inner of a chained JWT, or why the keys could not be had. */
  readonly cause: string | null;
  /** For a person; not contract. Null when accepted. */
  readonly message: string | null;
  /** Null where no configured issuer was found. */
  readonly trustPath: TrustPathName | null;
  /** What the token claims, as far as it was read; true only when accepted. */
  readonly issuer: string | null;
  readonly kid: string | null;
  /** Of an accepted token only: others' claims are anybody's words. */
  readonly claims: VerifiedToken['claims'] | null;
  /** Of an accepted token of the x5c path: from its certificate to the anchor. */
  readonly chain: VerifiedToken['chain'] | null;
  /** Of an accepted token of the jwc path: what its holder signed. The claims above are the inner's. */
  readonly outer: Omit<OuterToken, 'header'> | null;
  /** Every check in order; those after the refusal were not reached. */
  readonly steps: readonly ExplainedStep[];
  /** The issuer's key set as it stood after the verdict, with its age; null where no configured issuer was found. */
  readonly keys: KeySourceStatus | null;
}

export interface ExplainedStep {
  readonly check: CheckName;
  readonly outcome: 'passed' | 'not_reached' | RejectionCode;
}

/** Puts the story together from how far the token came. */
export function explainOutcome(
  passage: Passage,
  outcome: VerifiedToken | VerificationRejection,
): Explanation {
  const rejection = isRejection(outcome) ? outcome : undefined;
  return {
    accepted: rejection === undefined,
    code: rejection?.code ?? null,
    status: rejection?.status ?? 200,
    cause: rejection?.cause instanceof KeyturnError ? rejection.cause.code : null,
    message: rejection?.message ?? null,
    trustPath: passage.path?.name ?? null,
    issuer: passage.issuer ?? null,
    kid: passage.kid ?? null,
    claims: isRejection(outcome) ? null : outcome.claims,
    chain: isRejection(outcome) ? null : (outcome.chain ?? null),
    outer: isRejection(outcome) ? null : withoutHeader(outcome.outer),
    steps: explainSteps(passage.check, rejection?.code),
    keys: passage.path?.describe() ?? null,
  };
}

/** Its header carries the inner, which is a token. */
function withoutHeader(outer: OuterToken | undefined): Explanation['outer'] {
  if (outer === undefined) return null;
  const { header: _, ...told } = outer;
  return told;
}

function explainSteps(last: CheckName, code: RejectionCode | undefined): readonly ExplainedStep[] {
  const reached = checkOrder.indexOf(last);
  return checkOrder.map((check, at) => {
    if (code === undefined || at < reached) return { check, outcome: 'passed' };
    return { check, outcome: at === reached ? code : 'not_reached' };
  });
}
