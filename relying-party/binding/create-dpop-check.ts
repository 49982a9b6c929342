import type { Clock } from '@keyturn/shared/clock';
import { createReplayMemory, type ReplayMemory } from '../jwc/replay-memory.js';
import { readBag, readSeconds } from '../options/read-option.js';
import { VerificationRejection } from '../rejection.js';
import { canonicalAlgorithm, defaultAlgorithms, type SignatureAlgorithm } from '../signature/algorithms.js';
import { dpopLimits } from './dpop-limits.js';
import { checkDpopProof, type ProofPlatform, type VerifiedProof } from './dpop-proof.js';
import type { ProofRequest, ProofRules } from './proof-claims.js';

export interface DpopCheckOptions {
  /** Default: every asymmetric algorithm that is supported. */
  readonly algorithms?: readonly SignatureAlgorithm[];
  /** How old a proof may be by its `iat`, seconds. Default 120. */
  readonly maxAgeSeconds?: number;
  /** How far ahead its `iat` may lie, seconds. Default 60. */
  readonly futureToleranceSeconds?: number;
  /** Whether a nonce is one of ours and still good (RFC 9449 section 8). Default: no nonce is asked for. */
  readonly isNonce?: (nonce: string | undefined) => boolean | Promise<boolean>;
  /** Where proofs are remembered, so that each serves once. Default: the process's memory, bounded. */
  readonly replayMemory?: ReplayMemory;
  /** Default: the system's clock. */
  readonly clock?: Clock;
}

/** A misspelt one must not silently be the default. */
export const dpopCheckOptions: readonly string[] = [
  ...['algorithms', 'maxAgeSeconds', 'futureToleranceSeconds', 'isNonce', 'replayMemory', 'clock'],
];

/** Answers what a proof shows, once for each proof. @throws VerificationRejection dpop_*. */
export type DpopCheck = (unverifiedProof: unknown, request: ProofRequest) => Promise<VerifiedProof>;

/** The two halves of a check: what else a request shows can be judged between them. */
export interface ProofJudge {
  /** @throws VerificationRejection dpop_*, but for those of `spend`. */
  judge(unverifiedProof: unknown, request: ProofRequest): Promise<VerifiedProof>;
  /** From here on it was used. @throws VerificationRejection dpop_replayed, dpop_replays_unavailable (503). */
  spend(proof: VerifiedProof): Promise<void>;
}

/** The check of a server: the rules, and the memory of what was seen. @throws OptionRefusal */
export function createProofJudge(
  platform: ProofPlatform,
  clock: Clock,
  options: DpopCheckOptions,
): ProofJudge {
  const rules = readRules(options);
  const { maxRememberedProofs, maxRememberedProofsPerKey } = dpopLimits;
  const memory = options.replayMemory ?? createReplayMemory(maxRememberedProofs, maxRememberedProofsPerKey);
  return {
    judge: (unverifiedProof, request) =>
      checkDpopProof(unverifiedProof, request, rules, clock.nowSeconds(), platform),
    async spend(proof) {
      const answer = await memory.remember({
        holder: proof.thumbprint,
        id: proof.jti,
        untilSeconds: proof.iatSeconds + rules.maxAgeSeconds,
        nowSeconds: clock.nowSeconds(),
      });
      if (answer === 'seen') throw new VerificationRejection('dpop_replayed', 'The proof was used before.');
      // Letting it through would let it through twice.
      if (answer === 'full')
        throw new VerificationRejection(
          'dpop_replays_unavailable',
          'Proofs cannot be remembered at the moment.',
        );
    },
  };
}

export function createDpopCheckOn(
  platform: ProofPlatform,
  clock: Clock,
  options: DpopCheckOptions,
): DpopCheck {
  const { judge, spend } = createProofJudge(platform, clock, options);
  return async (unverifiedProof, request) => {
    const proof = await judge(unverifiedProof, request);
    await spend(proof);
    return proof;
  };
}

function readRules(options: DpopCheckOptions): ProofRules {
  readBag(options, 'dpop', dpopCheckOptions);
  const { algorithms = defaultAlgorithms, isNonce } = options;
  const seconds = (name: 'maxAgeSeconds' | 'futureToleranceSeconds') =>
    readSeconds(options[name], `dpop.${name}`, dpopLimits.mostSeconds, dpopLimits[name]);
  return {
    algorithms: new Set(algorithms.map(canonicalAlgorithm)),
    maxAgeSeconds: seconds('maxAgeSeconds'),
    futureToleranceSeconds: seconds('futureToleranceSeconds'),
    isNonce,
  };
}
