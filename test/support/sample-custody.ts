import type { FreshKey } from '../../provider/custody/key-custody.js';
import type { RingKey } from '../../provider/ring/key-ring.js';
import { termsOf } from '../../provider/ring/windows.js';
import { sampleIssuer, samplePolicyOf } from './sample-ring.js';

/** Where a key is put: what its wrapping is bound to. */
export const samplePlace = { issuer: sampleIssuer, series: 'ES256', bornAtEpoch: 7 };

/** The fresh key as the ring holds it once it was committed there. */
export async function placeKey({ key, wrap }: FreshKey, place = samplePlace): Promise<RingKey> {
  return {
    ...key,
    state: 'active',
    wrappedPrivateKey: await wrap({ ...place, kid: key.kid }),
    bornAtEpoch: place.bornAtEpoch,
    publishedAtSeconds: 1_700_000_000,
    activatedAtSeconds: 1_700_000_000,
    demotedAtSeconds: null,
    inForce: termsOf(samplePolicyOf('ES256')),
  };
}
