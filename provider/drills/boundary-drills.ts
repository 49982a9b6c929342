import type { CastDrill } from './cast.js';
import { crossIssuerKey } from './cross-issuer-key.js';
import { failingSigner } from './failing-signer.js';
import { hangingIssuer } from './hanging-issuer.js';
import { silentRotations } from './silent-rotation.js';
import { soak } from './soak.js';
import { thunderingExpiry } from './thundering-expiry.js';

/** What happens between issuers, to what turns and signs, and in the long run. */
export const boundaryDrills: readonly CastDrill[] = [
  crossIssuerKey,
  hangingIssuer,
  ...silentRotations,
  failingSigner,
  thunderingExpiry,
  soak,
];
