import { createPublicKey } from 'node:crypto';
import type { Clock } from '@keyturn/shared/clock';
import { generateAuthorityKey } from '../certificates/authority-key.js';
import { CertificateError } from '../certificates/certificate-error.js';
import type { CertifiedKey } from '../certificates/certificate-upstream.js';
import { type AuthorityTerms, rootInUse } from '../certificates/choose-authority.js';
import type { DevelopmentAuthority } from '../certificates/development-authority.js';
import { issueIntermediate, issueSigner } from '../certificates/issue-certificate.js';
import { createRequestingUpstream } from '../certificates/requested-keys.js';
import { issueRevocationList } from '../certificates/revocation-list.js';

/** A key under an intermediate whose revocation list has ended: who checks revocation can tell nothing about it. */
export interface UnlistedKey {
  readonly key: CertifiedKey;
  /** DER. */
  readonly list: Uint8Array;
}

const LIST_LIFE_SECONDS = 3600;

/**
 * Certifies a signer of the issuer by an intermediate of its own, under the root in use.
 * @param listEndsInSeconds when its list ends, from now; negative: it has.
 */
export async function certifyUnlisted(
  authority: DevelopmentAuthority,
  issuer: string,
  clock: Clock,
  terms: AuthorityTerms,
  listEndsInSeconds: number,
): Promise<UnlistedKey> {
  const nowSeconds = Math.floor(clock.nowSeconds());
  const root = rootInUse(await authority.describe(), nowSeconds, terms);
  if (root === undefined)
    throw new CertificateError('authority_missing', 'no root of the CA may certify yet');
  const privateKey = await generateAuthorityKey();
  const certificatePem = await issueIntermediate(
    'keyturn drill intermediate without a list',
    createPublicKey(privateKey),
    root.life,
    root,
  );
  const by = { certificatePem, privateKey };
  const life = {
    notBeforeSeconds: nowSeconds - 2 * terms.maxClockOffsetSeconds,
    notAfterSeconds: nowSeconds + terms.leafLifetimeSeconds,
  };
  const upstream = createRequestingUpstream(
    'ES256',
    { uris: [issuer] },
    async ({ publicKey }, names) => `${await issueSigner(names, publicKey, life, by)}${certificatePem}`,
  );
  const key = await upstream.obtain(true);
  if (key === null) throw new CertificateError('upstream_failed', 'the CA gave nothing');
  const nextUpdateSeconds = nowSeconds + listEndsInSeconds;
  const thisUpdateSeconds = nextUpdateSeconds - LIST_LIFE_SECONDS;
  const list = await issueRevocationList(by, {
    revoked: [],
    number: thisUpdateSeconds,
    thisUpdateSeconds,
    nextUpdateSeconds,
  });
  return { key, list };
}
