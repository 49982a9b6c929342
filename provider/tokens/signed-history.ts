import { historicalKey } from '../ring/historical-keys.js';
import type { IssuerRing } from '../rotator/issuer-ring.js';
import { signCompact } from './sign-compact.js';

/** The keys that ended, as one signed statement. */
export interface SignedHistory {
  /** A JWT of type `jwk-set+jwt` (OpenID Federation 1.0 section 8.7.2). */
  readonly jwt: string;
  /** Whole seconds, as `iat` in it. */
  readonly issuedAtSeconds: number;
}

/** No statement is older than this, whatever was asked how often: each is signed once for so long, or until the ring changes. */
const PERIOD_SECONDS = 300;

type HistorySource = Pick<IssuerRing, 'issuer' | 'servable' | 'signing' | 'formerKeys'>;

/**
 * Who asks does not make anything be signed: there is one statement for each epoch and period, and one signature for all who
 * ask at once. One that failed is tried again. Rejects with RingError, StoreError.
 */
export function createSignedHistory(ring: HistorySource, series: string): () => Promise<SignedHistory> {
  let latest: { readonly name: string; readonly signed: Promise<SignedHistory> } | undefined;
  return async () => {
    const { ring: served, nowSeconds, lastModifiedSeconds } = await ring.servable();
    const period = Math.floor(nowSeconds / PERIOD_SECONDS);
    const name = `${served.epoch} ${period}`;
    if (latest?.name === name) return latest.signed;
    const from = Math.max(period * PERIOD_SECONDS, lastModifiedSeconds);
    const current = { name, signed: signHistory(ring, series, from) };
    latest = current;
    current.signed.catch(() => {
      if (latest === current) latest = undefined;
    });
    return current.signed;
  };
}

/** @param fromSeconds the same on every replica, so that where signatures are deterministic the bytes are the same too. */
async function signHistory(ring: HistorySource, series: string, fromSeconds: number): Promise<SignedHistory> {
  // The signer first: where there is none, nobody makes the archive be read.
  const { signer, kid, alg } = await ring.signing(series);
  const former = await ring.formerKeys();
  const issuedAtSeconds = Math.floor(Math.max(fromSeconds, ...former.map((key) => key.endedAtSeconds)));
  const header = { alg, typ: 'jwk-set+jwt', kid };
  const claims = { iss: ring.issuer, iat: issuedAtSeconds, keys: former.map(historicalKey) };
  return { jwt: await signCompact(signer, header, claims), issuedAtSeconds };
}
