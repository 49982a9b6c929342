import type { SignerFault, SpoiledKey } from '../signer-fault.js';
import type { EventBase, EventKinds } from './event.js';
import { notHere } from './event.js';

/** A signer goes bad, as a module or a cloud service does. */
export type SignerEvent = EventBase & {
  readonly do: 'spoil-signer';
  readonly series: string;
  readonly key: SpoiledKey;
  readonly how: SignerFault;
};

export const signerEvents: EventKinds<SignerEvent> = {
  'spoil-signer': {
    endsSigning: true,
    async perform({ series, key, how }, issuer) {
      const outcome = await issuer.spoilSigner?.(series, key, how);
      return outcome === undefined ? notHere : { ...outcome, spoilsSigner: key === 'active' };
    },
  },
};
