import type { IssuerConfiguration } from './configuration/issuer-schema.js';
import type { OpenedCertificates } from './open-certificates.js';
import type { IssuerRing } from './rotator/issuer-ring.js';
import type { LogEvent } from './rotator/ring-context.js';
import { choosePath } from './tokens/choose-path.js';
import { createSignToken, type SignToken } from './tokens/sign-token.js';
import { createReplicaSignToken } from './tokens/sign-with-certificate.js';
import { createCertifiedRingSignToken } from './tokens/sign-with-ring-certificate.js';
import { warnOfSize } from './tokens/warn-of-size.js';

/** The one call that makes a token, over every trust path that is configured. */
export function createSignTokens(
  ring: IssuerRing,
  opened: OpenedCertificates | undefined,
  { certificates }: IssuerConfiguration,
  log: LogEvent,
): SignToken {
  const sign = choosePath({
    discovery: createSignToken(ring),
    x5c: opened && signWithCertificate(ring, opened, certificates?.ringKeys === true),
  });
  return warnOfSize(sign, log, certificates?.warnTokenBytes);
}

/** A replica's own key where there is one; else the ring's, if its keys are certified. */
function signWithCertificate(
  ring: IssuerRing,
  { replica, terms }: OpenedCertificates,
  ringKeys: boolean,
): SignToken | undefined {
  if (replica !== undefined) return createReplicaSignToken({ issuer: ring.issuer, replica });
  return ringKeys ? createCertifiedRingSignToken(ring, terms) : undefined;
}
