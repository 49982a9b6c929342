import { VirtualClock } from '@keyturn/shared/virtual-clock';
import {
  createAuthority,
  createAuthorityMemory,
  createReplicaSigner,
  createRequestingUpstream,
  openAuthority,
} from 'keyturn/certificates';
import { type SeriesAlgorithm, seriesAlgorithms } from '../../provider/ring/key-ring.js';

export const mintIssuer = 'https://signers.example';

export interface MintedToken {
  readonly alg: SeriesAlgorithm;
  readonly token: string;
  /** Leaf and intermediate, PEM. */
  readonly chainPem: readonly string[];
}

export interface MintedTokens {
  readonly nowSeconds: number;
  readonly rootsPem: string;
  /** The lists of every authority, DER. */
  readonly lists: readonly Uint8Array[];
  readonly tokens: readonly MintedToken[];
}

const terms = { maxTokenLifetimeSeconds: 300, leewaySeconds: 60, maxClockOffsetSeconds: 60 };

/** A new CA in memory at the given time, and what asks it for certificates. */
export async function openMint(nowSeconds: number) {
  const clock = new VirtualClock(nowSeconds);
  const files = createAuthorityMemory();
  await createAuthority(files, clock);
  const authority = await openAuthority(files, clock, {
    ...terms,
    rootDistributionSeconds: 600,
    leafLifetimeSeconds: 3600,
  });
  const upstreamFor = (alg: SeriesAlgorithm) =>
    createRequestingUpstream(alg, { uris: [mintIssuer] }, ({ publicKey }, names) =>
      authority.issue(names, publicKey),
    );
  return { clock, authority, upstreamFor };
}

/** A token of every algorithm under a new CA, as a replica mints them, at the given time. */
export async function mintTokens(nowSeconds: number): Promise<MintedTokens> {
  const { clock, authority, upstreamFor } = await openMint(nowSeconds);
  const mint = async (alg: SeriesAlgorithm): Promise<MintedToken> => {
    const upstream = upstreamFor(alg);
    const signer = createReplicaSigner({ issuer: mintIssuer, upstream, terms, clock, tickSeconds: 0 });
    const { token } = await signer.sign({
      typ: 'example+jwt',
      claims: ({ issuer, issuedAtSeconds, expiresAtSeconds }) => ({
        iss: issuer,
        aud: 'api',
        iat: issuedAtSeconds,
        exp: expiresAtSeconds,
      }),
    });
    signer.close();
    return { alg, token, chainPem: readHeader(token).x5c.map(toPem) };
  };
  return {
    nowSeconds,
    rootsPem: await authority.rootsPem(),
    lists: await authority.revocationLists(),
    tokens: await Promise.all(seriesAlgorithms.map(mint)),
  };
}

interface MintedHeader {
  readonly x5c: readonly string[];
  readonly 'x5t#S256': string;
  readonly [member: string]: unknown;
}

export function readHeader(token: string): MintedHeader {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
}

/** The same token under another header: its signature fits no more. */
export function withHeader(token: string, header: object): string {
  const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
  return token.replace(/^[^.]+/, encoded);
}

const toPem = (certificate: string) =>
  `-----BEGIN CERTIFICATE-----\n${certificate.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;
