import { sign } from 'node:crypto';
import { createVerifier, type IssuerOptions, type Verifier } from '@keyturn/relying-party';
import { type X5cOptions, x5c } from '@keyturn/relying-party/x5c';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { issuerUri, type Minted, mintedAtSeconds, toPem } from '../../support/minted-certificates.js';
import { encodeSegment } from '../made-tokens.js';

export interface CertifiedToken {
  readonly leaf: Minted;
  /** As in the header: certificates, or texts exactly as they shall stand. */
  readonly chain?: readonly (Minted | string)[];
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

export const encodeCertificate = ({ encoding }: Minted): string => encoding.toString('base64');

/** A token that the key of a certificate signs; the certificate alone is its chain unless more is given. */
export function certifiedToken({ leaf, chain = [leaf], header = {}, claims = {} }: CertifiedToken): string {
  const isRsa = leaf.key.privateKey.asymmetricKeyType === 'rsa';
  const x5cMember = chain.map((one) => (typeof one === 'string' ? one : encodeCertificate(one)));
  const signingInput = [
    encodeSegment({ alg: isRsa ? 'RS256' : 'ES256', x5c: x5cMember, ...header }),
    encodeSegment({
      iss: issuerUri,
      sub: 'replica-1',
      aud: 'api',
      iat: mintedAtSeconds - 10,
      exp: mintedAtSeconds + 60,
      ...claims,
    }),
  ].join('.');
  const signature = sign('sha256', Buffer.from(signingInput), {
    key: leaf.key.privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return `${signingInput}.${signature.toString('base64url')}`;
}

export interface CertifiedVerifier extends Verifier {
  readonly clock: VirtualClock;
}

/** A verifier that knows only roots. */
export function makeCertifiedVerifier(
  anchors: readonly Minted[],
  options: X5cOptions = {},
  changes: Partial<IssuerOptions> = {},
): CertifiedVerifier {
  const clock = new VirtualClock(mintedAtSeconds);
  const anchorsPem = anchors.map(({ encoding }) => toPem(encoding));
  const verifier = createVerifier({
    clock,
    trustPaths: [x5c()],
    issuers: [
      {
        issuer: issuerUri,
        audience: 'api',
        profile: 'anyJwt',
        trustPath: 'x5c',
        x5c: { ...(anchors.length === 0 ? {} : { anchorsPem }), ...options },
        ...changes,
      },
    ],
  });
  return { ...verifier, clock };
}
