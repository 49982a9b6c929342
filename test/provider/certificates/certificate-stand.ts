import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { createAuthorityMemory } from '../../../provider/certificates/authority-files.js';
import type {
  CertificateNames,
  CertificateUpstream,
} from '../../../provider/certificates/certificate-upstream.js';
import type { AuthorityTerms } from '../../../provider/certificates/choose-authority.js';
import {
  createAuthority,
  type DevelopmentAuthority,
  openAuthority,
} from '../../../provider/certificates/development-authority.js';
import { createRequestingUpstream } from '../../../provider/certificates/requested-keys.js';
import type { SeriesAlgorithm } from '../../../provider/ring/key-ring.js';

export const standIssuer = 'https://signers.example';
export const startSeconds = 1_800_000_000;

/** Tokens of a minute under certificates of five. */
export const standTerms: AuthorityTerms = {
  maxTokenLifetimeSeconds: 60,
  leewaySeconds: 5,
  maxClockOffsetSeconds: 2,
  rootDistributionSeconds: 600,
  leafLifetimeSeconds: 300,
};

export interface CertificateStand {
  readonly clock: VirtualClock;
  readonly authority: DevelopmentAuthority;
  upstream(alg?: SeriesAlgorithm, names?: CertificateNames): CertificateUpstream;
}

/** A CA in memory on a clock that moves when told to. */
export async function startStand(terms: AuthorityTerms = standTerms): Promise<CertificateStand> {
  const clock = new VirtualClock(startSeconds);
  const files = createAuthorityMemory();
  await createAuthority(files, clock);
  const authority = await openAuthority(files, clock, terms);
  return {
    clock,
    authority,
    upstream: (alg = 'ES256', names = { uris: [standIssuer] }) =>
      createRequestingUpstream(alg, names, ({ publicKey }, asked) => authority.issue(asked, publicKey)),
  };
}
