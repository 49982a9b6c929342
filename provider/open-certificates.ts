import type { Clock } from '@keyturn/shared/clock';
import { type ChallengeAnswers, createAcmeUpstream } from './certificates/acme-upstream.js';
import { createAuthorityMemory, openAuthorityFolder } from './certificates/authority-files.js';
import { CertificateError } from './certificates/certificate-error.js';
import type { CertificateTerms } from './certificates/certificate-life.js';
import {
  certificateTermsOf,
  defaultCertificateLifetimeSeconds,
  minCertificateLifetimeSeconds,
  ringCertificateLifetimeSeconds,
} from './certificates/certificate-policy.js';
import type { CertificateNames, CertificateUpstream } from './certificates/certificate-upstream.js';
import { certifyRingKeys } from './certificates/certified-custody.js';
import type { AuthorityTerms } from './certificates/choose-authority.js';
import {
  createAuthority,
  type DevelopmentAuthority,
  openAuthority,
} from './certificates/development-authority.js';
import { createFileUpstream } from './certificates/file-upstream.js';
import { createReplicaKey, type ReplicaKey } from './certificates/replica-key.js';
import { createRequestingUpstream, type IssueChain } from './certificates/requested-keys.js';
import { createSpiffeUpstream } from './certificates/spiffe-upstream.js';
import type { CertificatesConfiguration } from './configuration/certificates-schema.js';
import { ConfigurationError } from './configuration/configuration-error.js';
import type { IssuerConfiguration } from './configuration/issuer-schema.js';
import type { KeyCustody } from './custody/key-custody.js';
import { policyOfConfiguration } from './open-ring.js';
import type { LogEvent } from './rotator/ring-context.js';

/** What certificates bring to a provider. */
export interface OpenedCertificates {
  readonly terms: CertificateTerms;
  readonly authority: DevelopmentAuthority | undefined;
  readonly challengeAnswers: ChallengeAnswers | undefined;
  /** The replica's own key; undefined where ring keys are certified instead. */
  readonly replica: ReplicaKey | undefined;
  /** Wraps the custody where ring keys are certified. */
  certify(custody: KeyCustody): KeyCustody;
}

type AuthoritySettings = NonNullable<CertificatesConfiguration['authority']>;
type ReplicaConfiguration = NonNullable<CertificatesConfiguration['replica']>;

interface CertificateParts {
  readonly clock: Clock;
  readonly log: LogEvent;
}

/** Opens what is configured; undefined where nothing is. Rejects with CertificateError or ConfigurationError. */
export async function openCertificates(
  configuration: IssuerConfiguration,
  parts: CertificateParts,
): Promise<OpenedCertificates | undefined> {
  const { certificates, issuer } = configuration;
  if (certificates === undefined) return undefined;
  const { policy } = policyOfConfiguration(configuration);
  const terms = certificateTermsOf(policy);
  const { authority: settings, replica, ringKeys } = certificates;
  const replicaLifetimeSeconds = certificateLifetime(settings, terms);
  const ringLifetimeSeconds = ringKeys ? ringCertificateLifetimeSeconds(policy) : 0;
  const authority =
    settings && (await openConfigured(settings, authorityTerms(settings, terms), parts.clock));
  const challengeAnswers: ChallengeAnswers | undefined =
    replica?.upstream.kind === 'acme' ? new Map() : undefined;
  const issueFor =
    (lifetimeSeconds: number): IssueChain =>
    async ({ publicKey }, names) => {
      if (authority === undefined)
        throw new CertificateError('authority_missing', 'no authority is configured');
      return authority.issue(names, publicKey, lifetimeSeconds);
    };
  const upstream =
    replica &&
    openUpstream(replica, { uris: [issuer], ...replica }, issueFor(replicaLifetimeSeconds), challengeAnswers);
  return {
    terms,
    authority,
    challengeAnswers,
    replica: upstream && createReplicaKey({ ...replica, upstream, terms, ...parts, draw: Math.random }),
    certify: (custody) =>
      ringKeys
        ? certifyRingKeys(custody, { uris: [issuer] }, issueFor(ringLifetimeSeconds), parts.log)
        : custody,
  };

  function authorityTerms(given: AuthoritySettings, of: CertificateTerms): AuthorityTerms {
    const { rootDistributionSeconds } = given;
    const leafLifetimeSeconds = Math.max(replicaLifetimeSeconds, ringLifetimeSeconds);
    return { ...of, rootDistributionSeconds, leafLifetimeSeconds };
  }
}

/** For verbs that make ring keys and serve nothing: the custody alone, certifying where that is configured. */
export async function certifyCustody(
  configuration: IssuerConfiguration,
  custody: KeyCustody,
  parts: CertificateParts,
): Promise<KeyCustody> {
  const { replica: _, ...certificates } = configuration.certificates ?? { ringKeys: false };
  if (!certificates.ringKeys) return custody;
  const opened = await openCertificates({ ...configuration, certificates }, parts);
  return opened?.certify(custody) ?? custody;
}

/** X2, before any certificate is made: one that is too short for a token is refused by name. */
function certificateLifetime(settings: AuthoritySettings | undefined, terms: CertificateTerms): number {
  const seconds = settings?.certificateLifetimeSeconds ?? defaultCertificateLifetimeSeconds(terms);
  const least = minCertificateLifetimeSeconds(terms);
  if (seconds >= least) return seconds;
  throw new ConfigurationError('config_invalid', [
    `certificates.authority.certificateLifetimeSeconds: X2: ${seconds} s is not >= ${least} s, which T + lambda + D and room to renew need`,
  ]);
}

async function openConfigured(
  { folder }: AuthoritySettings,
  terms: AuthorityTerms,
  clock: Clock,
): Promise<DevelopmentAuthority> {
  const files = folder === undefined ? createAuthorityMemory() : openAuthorityFolder(folder);
  // What dies with the process is made with it; what is in a folder is made by a person.
  if (folder === undefined) await createAuthority(files, clock);
  return openAuthority(files, clock, terms);
}

function openUpstream(
  { upstream, alg }: ReplicaConfiguration,
  names: CertificateNames,
  issue: IssueChain,
  answers: ChallengeAnswers = new Map(),
): CertificateUpstream {
  if (upstream.kind === 'files') return createFileUpstream(alg, names, upstream);
  if (upstream.kind === 'spiffe') return createSpiffeUpstream(upstream);
  if (upstream.kind === 'acme') return createAcmeUpstream(alg, names, upstream, answers);
  return createRequestingUpstream(alg, names, issue);
}

/** `--dev`: makes the folder's CA if it is missing. */
export async function createMissingAuthority(
  { certificates }: IssuerConfiguration,
  clock: Clock,
): Promise<void> {
  const folder = certificates?.authority?.folder;
  if (folder === undefined) return;
  const files = openAuthorityFolder(folder);
  if ((await files.read()).size === 0) await createAuthority(files, clock);
}
