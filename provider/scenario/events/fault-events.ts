import type { RemoteSignerFault, ScenarioIssuer, SilentFault } from '../world.js';
import type { EventBase, EventKinds, Performed } from './event.js';
import { notHere } from './event.js';

/** What fails inside an issuer for a while. */
export type FaultEvent = EventBase & { readonly forSeconds: number } & (
    | { readonly do: 'break-signer'; readonly how: RemoteSignerFault }
    | { readonly do: 'silence-rotation'; readonly how: SilentFault }
  );

const done: Performed = { outcome: 'done', rule: null };

async function begin(fault: (() => void) | undefined): Promise<Performed> {
  if (fault === undefined) return notHere;
  fault();
  return done;
}

const has = (issuer: ScenarioIssuer, verb: 'breakSigner' | 'silenceRotation') => issuer[verb] !== undefined;

export const faultEvents: EventKinds<FaultEvent> = {
  'break-signer': {
    endsSigning: true,
    perform: ({ how, forSeconds }, issuer) =>
      begin(has(issuer, 'breakSigner') ? () => issuer.breakSigner?.(how, forSeconds) : undefined),
  },
  'silence-rotation': {
    raisesAlarm: true,
    perform: ({ how, forSeconds }, issuer) =>
      begin(has(issuer, 'silenceRotation') ? () => issuer.silenceRotation?.(how, forSeconds) : undefined),
  },
};
