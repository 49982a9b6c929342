import type { SignatureAlgorithm, VerificationKey } from '../signature/seam.js';
import type { Certificate } from '../x509/certificate.js';
import type { DescribedCertificate } from '../x509/described-certificate.js';
import { x5cLimits } from './limits.js';
import type { TrustMaterial } from './trust-material.js';

/** The key of a certificate that leads to an anchor, and its way there. */
export interface CertifiedVerificationKey extends VerificationKey {
  readonly chain: readonly DescribedCertificate[];
}

/** A chain that was found good. */
export interface KnownChain {
  readonly leaf: Certificate;
  /** From the leaf to the anchor. */
  readonly path: readonly Certificate[];
  /** The leaf's key as the one candidate, made ready once for each algorithm that asked for it. */
  readonly keys: Map<SignatureAlgorithm, readonly CertifiedVerificationKey[]>;
}

interface Entry extends KnownChain {
  readonly fromSeconds: number;
  readonly untilSeconds: number;
}

/** Chains by the exact strings they came in. Only good ones are kept: a flood of others pushes none out. */
export interface ChainCache {
  get(key: string, material: TrustMaterial, nowSeconds: number): KnownChain | undefined;
  keep(key: string, material: TrustMaterial, nowSeconds: number, chain: KnownChain): void;
}

/** Emptied whenever anchors, lists or denied certificates change: what was good by the old ones may not be any more. */
export function createChainCache(maxChains: number = x5cLimits.maxCachedChains): ChainCache {
  const entries = new Map<string, Entry>();
  let judgedBy: TrustMaterial | undefined;
  const follow = (material: TrustMaterial) => {
    if (judgedBy === material) return;
    entries.clear();
    judgedBy = material;
  };
  return {
    get(key, material, nowSeconds) {
      follow(material);
      const entry = entries.get(key);
      // A clock that was set back asks anew: a certificate may not be valid yet.
      const holds =
        entry !== undefined &&
        entry.fromSeconds <= nowSeconds &&
        Math.floor(nowSeconds) <= entry.untilSeconds;
      return holds ? entry : undefined;
    },
    keep(key, material, nowSeconds, { leaf, path, keys }) {
      follow(material);
      entries.delete(key);
      const [oldest] = entries.keys();
      if (entries.size >= maxChains && oldest !== undefined) entries.delete(oldest);
      const changes = [
        nowSeconds + x5cLimits.chainSeconds,
        ...path.map(({ notAfterSeconds }) => notAfterSeconds),
        // The last second before a list begins, and the last of one that ends.
        ...(material.crls ?? []).flatMap((crl) => [crl.thisUpdateSeconds - 1, crl.nextUpdateSeconds]),
      ];
      entries.set(key, {
        leaf,
        path,
        keys,
        fromSeconds: nowSeconds,
        untilSeconds: Math.min(...changes.filter((second) => second >= Math.floor(nowSeconds))),
      });
    },
  };
}
