import { profiles, type VerifierDurations } from '@keyturn/shared/profiles';
import { loadConfiguration } from '../config.js';
import { checkRotation } from '../configuration/check-configuration.js';
import type { Environment } from '../configuration/environment.js';
import type { IssuerConfiguration } from '../configuration/issuer-schema.js';
import { readObjectFile } from '../configuration/read-file.js';
import { policyOfConfiguration } from '../open-ring.js';
import { checkPolicy, type PolicyRow, violations } from '../ring/check-policy.js';
import type { SeriesPolicy } from '../ring/policy.js';
import { chooseIssuer } from './choose-issuer.js';

export interface StudiedPolicy {
  /** Of the default series, which is the first. */
  readonly policy: SeriesPolicy;
  readonly verifier: VerifierDurations;
  /** Bounds that the policy breaks; a provider would refuse to start on it, a study shows what comes of it. */
  readonly broken: readonly PolicyRow[];
}

/**
 * The policy of a study: of a keyturn configuration, of its rotation part alone, or the default one. Throws
 * ConfigurationError and UsageError.
 */
export async function readStudyPolicy(
  file: string | undefined,
  issuer: string | undefined,
  environment: Environment,
): Promise<StudiedPolicy> {
  const rotation = await readRotation(file, issuer, environment);
  const { policy, minFreshSeconds } = policyOfConfiguration({ rotation });
  const [series] = policy.series;
  if (series === undefined) throw new Error('a policy has at least one series');
  const broken = violations(checkPolicy({ ...policy, series: [series] }, minFreshSeconds));
  return { policy: series, verifier: profiles[rotation.profile].verifier, broken };
}

async function readRotation(
  file: string | undefined,
  issuer: string | undefined,
  environment: Environment,
): Promise<IssuerConfiguration['rotation']> {
  if (file === undefined) return checkRotation({});
  const written = await readObjectFile(file);
  if ('issuer' in written || 'issuers' in written)
    return chooseIssuer(await loadConfiguration(file, environment), issuer).rotation;
  return checkRotation('rotation' in written ? written.rotation : written);
}
