import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import type { GeneratedKey, RingKey } from '../ring/key-ring.js';
import { exportPublicJwk, generateKey } from './generate-key.js';
import { assertUsable } from './imported-key.js';
import { createInProcessSigner } from './in-process-signer.js';
import { CustodyError, type FreshKey, type KeyCustody } from './key-custody.js';
import { OpenSigners } from './open-signers.js';
import { sealPrivateKey } from './seal.js';
import {
  type BoundKey,
  importWrappingKey,
  isWrappedUnder,
  unreadable,
  unwrapPrivateKey,
  type WrappingKey,
  wrapPrivateKey,
} from './wrap.js';

export interface CustodyOptions {
  /** One, or two while it turns: each opens, the first wraps. 32 random bytes each. */
  readonly wrappingKeys: readonly Uint8Array[];
  /** Of RSA keys. Default 2048, which is the least. */
  readonly rsaModulusLengthBits?: number | undefined;
}

const MAX_WRAPPING_KEYS = 2;
const LEAST_RSA_BITS = 2048;
/** Several times the signing keys of any ring. */
const MAX_OPEN_SIGNERS = 32;

/**
 * Keys in this process, wrapped wherever they are stored. Throws CustodyError `wrapping_key_invalid`, and RangeError for an
 * RSA size below 2048.
 */
export function createCustody(options: CustodyOptions): KeyCustody {
  const { rsaModulusLengthBits = LEAST_RSA_BITS } = options;
  if (!(rsaModulusLengthBits >= LEAST_RSA_BITS))
    throw new RangeError(`rsaModulusLengthBits is at least ${LEAST_RSA_BITS}`);
  const wrappingKeys = options.wrappingKeys.map(importWrappingKey);
  const [first] = wrappingKeys;
  if (first === undefined || wrappingKeys.length > MAX_WRAPPING_KEYS)
    throw new CustodyError(
      'wrapping_key_invalid',
      `one or two wrapping keys are needed, not ${wrappingKeys.length}`,
    );
  const signers = new OpenSigners(MAX_OPEN_SIGNERS);
  return {
    async generate(alg) {
      const { key, privateKey } = await generateKey(alg, rsaModulusLengthBits);
      return freshKey(key, privateKey, first);
    },
    async importKey(privateKey, alg, kid) {
      assertUsable(privateKey, alg);
      return freshKey(
        { kid, alg, publicJwk: exportPublicJwk(createPublicKey(privateKey)) },
        privateKey,
        first,
      );
    },
    open(ringKey, issuer, series) {
      const { kid, alg, publicJwk, bornAtEpoch, wrappedPrivateKey } = ringKey;
      return signers.take(identityOf(ringKey, issuer, series), async () => {
        const bound: BoundKey = { issuer, series, kid, bornAtEpoch, alg };
        const privateKey = await unwrapPrivateKey(wrappedPrivateKey, bound, wrappingKeys);
        if (!isPairOf(privateKey, publicJwk)) throw unreadable(kid);
        return createInProcessSigner(alg, privateKey);
      });
    },
    async rewrap({ kid, alg, bornAtEpoch, wrappedPrivateKey }, issuer, series) {
      if (isWrappedUnder(wrappedPrivateKey, first)) return null;
      const bound: BoundKey = { issuer, series, kid, bornAtEpoch, alg };
      return wrapPrivateKey(await unwrapPrivateKey(wrappedPrivateKey, bound, wrappingKeys), bound, first);
    },
  };
}

function freshKey(key: GeneratedKey, privateKey: KeyObject, wrappingKey: WrappingKey): FreshKey {
  const { alg } = key;
  return {
    key,
    signer: createInProcessSigner(alg, privateKey),
    wrap: (binding) => wrapPrivateKey(privateKey, { ...binding, alg }, wrappingKey),
    seal: (binding, recoveryKey) => sealPrivateKey(privateKey, { ...binding, alg }, recoveryKey),
  };
}

interface Identity {
  readonly issuer: string;
  readonly series: string;
  readonly text: string;
}

/** Of keys that were seen: a snapshot's keys come again with every signature. */
const identities = new WeakMap<RingKey, Identity>();

/** Everything that opening looks at, the key itself as SHA-256. */
function identityOf(key: RingKey, issuer: string, series: string): string {
  const known = identities.get(key);
  if (known !== undefined && known.issuer === issuer && known.series === series) return known.text;
  const { kid, alg, publicJwk, bornAtEpoch, wrappedPrivateKey } = key;
  const members = JSON.stringify([kid, alg, publicJwk, bornAtEpoch, wrappedPrivateKey]);
  const digest = createHash('sha256').update(members).digest('base64url');
  const text = JSON.stringify([issuer, series, digest]);
  identities.set(key, { issuer, series, text });
  return text;
}

/** What is published must be what signs, whoever wrote the ring. Its kid is in what the wrapping is bound to. */
function isPairOf(privateKey: KeyObject, publicJwk: PublicJwk): boolean {
  const own = exportPublicJwk(createPublicKey(privateKey));
  const { kty, crv, x, y, n, e } = publicJwk;
  const published = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined);
  return isDeepStrictEqual({ ...own }, Object.fromEntries(published));
}
