import type { Acknowledgement } from './acknowledge-key.js';
import { decideAcknowledgement } from './decide-acknowledgement.js';
import { decideClockConfirmation } from './decide-clock-confirmation.js';
import { decideImport, type ImportRequest } from './decide-import.js';
import { decidePreparation } from './decide-preparation.js';
import { decideRetirement } from './decide-retirement.js';
import { decideRevocation, type RevocationRequest } from './decide-revocation.js';
import { decideRollBack } from './decide-roll-back.js';
import { decideRotation } from './decide-rotation.js';
import type { Decision, DecisionContext } from './decision.js';
import type { Force } from './guard.js';
import type { KeyRing } from './key-ring.js';
import type { SeriesPolicy } from './policy.js';

/** What a person or a scheduler may ask of a ring, as data: it can be decided to be done, or only to be shown. */
export type RingRequest =
  | { readonly verb: 'prepare'; readonly series: SeriesPolicy }
  | { readonly verb: 'rotate'; readonly series: SeriesPolicy; readonly force?: Force | undefined }
  /** Without a kid: to the key that signed last. */
  | { readonly verb: 'roll-back'; readonly series: SeriesPolicy; readonly kid?: string | undefined }
  | { readonly verb: 'retire'; readonly kid: string; readonly force?: Force | undefined }
  | { readonly verb: 'confirm-clock'; readonly reason: string }
  | ({ readonly verb: 'revoke' } & RevocationRequest)
  | ({ readonly verb: 'acknowledge' } & Acknowledgement)
  | ({ readonly verb: 'import' } & ImportRequest);

/** The one answer to a request, whether it is asked for or only foreseen. */
export function decideRequest(request: RingRequest, ring: KeyRing, context: DecisionContext): Decision {
  switch (request.verb) {
    case 'prepare':
      return decidePreparation(ring, request.series, context);
    case 'rotate':
      return decideRotation(ring, request.series, context, request.force);
    case 'roll-back':
      return decideRollBack(ring, request.series, context, request.kid);
    case 'retire':
      return decideRetirement(ring, request.kid, context, request.force);
    case 'confirm-clock':
      return decideClockConfirmation(ring, request.reason, context);
    case 'revoke':
      return decideRevocation(ring, request, context);
    case 'acknowledge':
      return decideAcknowledgement(ring, request, context);
    case 'import':
      return decideImport(ring, request, context);
  }
}
