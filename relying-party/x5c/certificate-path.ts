import { createHash } from 'node:crypto';
import { type Denylist, isKeyDenied } from '../denylist/denylist.js';
import { VerificationRejection } from '../rejection.js';
import { algorithmTraits, type SignatureAlgorithm } from '../signature/algorithms.js';
import { KeyRefusal } from '../signature/key-refusal.js';
import type { SignatureSeam, VerificationKey } from '../signature/seam.js';
import type { UnverifiedHeader } from '../token/header.js';
import type { TrustPath } from '../trust/trust-path.js';
import type { Certificate } from '../x509/certificate.js';
import { describeChain } from '../x509/describe-chain.js';
import type { Finding } from '../x509/finding.js';
import { keyThumbprint } from '../x509/fingerprints.js';
import { publicJwkOf } from '../x509/public-jwk-of.js';
import { isAnchor } from '../x509/trust-anchors.js';
import { defaultChainRules, validateChain } from '../x509/validate-chain.js';
import type { CertifiedVerificationKey, ChainCache, KnownChain } from './chain-cache.js';
import { checkOrder } from './check-order.js';
import { checkTokenTimes } from './check-token-times.js';
import type { KnownCertificates } from './known-certificates.js';
import { checkThumbprints, readChain, readChainTexts, type UnverifiedChain } from './read-chain-header.js';
import type { X5cSettings } from './settings.js';
import type { TrustMaterial } from './trust-material.js';
import type { TrustSources } from './trust-sources.js';

export interface CertificatePathParts {
  readonly settings: X5cSettings;
  readonly issuer: string;
  readonly sources: TrustSources;
  readonly cache: ChainCache;
  readonly authorities: KnownCertificates;
  readonly signature: SignatureSeam;
  /** Of the verifier as a whole, beside the issuer's own. */
  readonly denylist: Denylist;
}

/** The x5c path: the token's own certificates lead to a configured anchor, and the first of them may speak for the issuer. */
export function createCertificatePath(parts: CertificatePathParts): TrustPath<CertifiedVerificationKey> {
  const { settings, issuer, sources, signature, denylist } = parts;
  return {
    name: 'x5c',
    find(header, unverifiedClaims, nowSeconds) {
      const chain = trustChain(parts, header, nowSeconds);
      const { leaf, path } = chain;
      refuseDeniedKeys(denylist, issuer, path);
      checkThumbprints(header.members, leaf, settings.requireThumbprint);
      if (!settings.isBound({ leaf, path, issuer }))
        throw new VerificationRejection(
          'x5c_binding',
          'The certificate does not speak for the issuer of the token.',
        );
      refuseFinding(checkTokenTimes(unverifiedClaims, leaf, settings));
      const ready = chain.keys.get(header.alg);
      if (ready !== undefined) return ready;
      const vouch = (key: VerificationKey) => {
        const vouched = [{ ...key, chain: describeChain(path) }];
        chain.keys.set(header.alg, vouched);
        return vouched;
      };
      const imported = importLeafKey(signature, leaf, header.alg);
      return imported instanceof Promise ? imported.then(vouch) : vouch(imported);
    },
    // The certificate names one key: there is no other to try.
    findAfterFailure: async () => undefined,
    // Member by member: spreading takes several times as long, for every token.
    conclude: ({ claims, header, trustPath, issuer: configured, kid, alg, keyThumbprint }, { chain }) => ({
      claims,
      header,
      trustPath,
      issuer: typeof claims.iss === 'string' ? claims.iss : configured,
      kid,
      alg,
      keyThumbprint,
      chain,
    }),
    learn() {},
    describe: () => ({
      state: 'fresh',
      ageSeconds: undefined,
      epoch: undefined,
      kids: describeChain(sources.current().anchors.certificates).map(({ subject }) => subject),
    }),
  };
}

function trustChain(
  { settings, sources, cache, authorities }: CertificatePathParts,
  { members }: UnverifiedHeader,
  nowSeconds: number,
): KnownChain {
  const texts = readChainTexts(members, settings.allowOtherKeyMembers);
  const material = sources.current();
  const key = hashTexts(texts);
  const known = cache.get(key, material, nowSeconds);
  if (known !== undefined) return known;
  const unverified = readChain(texts, settings.allowPemInX5c, authorities);
  const chain = judgeChain(unverified, material, settings, nowSeconds);
  cache.keep(key, material, nowSeconds, chain);
  for (const [at, other] of unverified.others.entries())
    if (other !== undefined && chain.path.includes(other)) authorities.keep(texts[at + 1] ?? '', other);
  return chain;
}

/** Looked up for every token: a list may change while chains are kept. */
function refuseDeniedKeys(denylist: Denylist, issuer: string, path: readonly Certificate[]): void {
  if (denylist.keyThumbprints === undefined) return;
  if (path.some((each) => isKeyDenied(denylist, { issuer, keyThumbprint: thumbprintOf(each) })))
    throw new VerificationRejection('x5c_denied', 'The key of a certificate of the chain is revoked.');
}

const thumbprints = new WeakMap<Certificate, string>();

function thumbprintOf(certificate: Certificate): string {
  const thumbprint = thumbprints.get(certificate) ?? keyThumbprint(certificate);
  thumbprints.set(certificate, thumbprint);
  return thumbprint;
}

/** A header that comes again is the same object: its texts are hashed once. With their lengths, one is never taken for two. */
const hashes = new WeakMap<readonly string[], string>();

function hashTexts(texts: readonly string[]): string {
  const hash =
    hashes.get(texts) ?? createHash('sha256').update(texts.map(withLength).join(',')).digest('base64url');
  hashes.set(texts, hash);
  return hash;
}

const withLength = (text: string): string => `${text.length}:${text}`;

function judgeChain(
  { leaf, others, unusable }: UnverifiedChain,
  { anchors, crls, denylist }: TrustMaterial,
  settings: X5cSettings,
  nowSeconds: number,
): KnownChain {
  const pool = others.filter((certificate) => certificate !== undefined);
  if (
    settings.rejectTrustAnchorInX5c &&
    [leaf, ...pool].some((certificate) => isAnchor(anchors, certificate))
  )
    throw new VerificationRejection('x5c_anchor_in_chain', 'The "x5c" carries a configured anchor.');
  const rules = {
    ...defaultChainRules,
    purposes: settings.purposes,
    allowLeafAnchor: settings.allowLeafAnchor,
  };
  const verdict = validateChain({ leaf, pool, anchors, nowSeconds, rules, crls, denylist });
  if ('finding' in verdict) {
    // Without the certificate that is not of its form there is no path: that is what is wrong.
    const isIncomplete = verdict.finding.code === 'x5c_untrusted' && unusable !== undefined;
    throw isIncomplete ? unusable : asRejection(verdict.finding);
  }
  if (!settings.allowUnorderedX5c) refuseFinding(checkOrder([leaf, ...others], verdict.path));
  return { leaf, path: verdict.path, keys: new Map() };
}

/** The algorithm of the header is one of the certificate's key (RFC 8725 section 3.1). */
function importLeafKey(
  seam: SignatureSeam,
  { key }: Certificate,
  alg: SignatureAlgorithm,
): VerificationKey | Promise<VerificationKey> {
  const { padding, digest } = algorithmTraits[alg];
  const isPssOnly = key.kty === 'RSA' && key.use === 'pss';
  if (isPssOnly && (padding !== 'pss' || (key.digest !== undefined && key.digest !== digest)))
    throw refuseAlgorithm(alg);
  try {
    const imported = seam.importKey(publicJwkOf(key), alg);
    return imported instanceof Promise
      ? imported.catch((error: unknown) => throwKeyError(error, alg))
      : imported;
  } catch (error) {
    return throwKeyError(error, alg);
  }
}

/** What is wrong with the key itself is told from an algorithm that is not the key's. */
function throwKeyError(error: unknown, alg: SignatureAlgorithm): never {
  if (!(error instanceof KeyRefusal)) throw error;
  if (error.code === 'key_type_unfit' || error.code === 'key_curve_unfit') throw refuseAlgorithm(alg);
  throw new VerificationRejection('x5c_key', 'The key of the first certificate cannot be used.', {
    cause: error,
  });
}

function refuseAlgorithm(alg: SignatureAlgorithm): VerificationRejection {
  return new VerificationRejection('x5c_key_algorithm', `The key of the certificate does not verify ${alg}.`);
}

function refuseFinding(finding: Finding | undefined): void {
  if (finding !== undefined) throw asRejection(finding);
}

const asRejection = ({ code, message }: Finding): VerificationRejection =>
  new VerificationRejection(code, message);
