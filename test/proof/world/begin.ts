import { emptyRefreshState } from '@keyturn/relying-party/plan';
import { decideFirstKeys } from '../../../provider/ring/decide-preparation.js';
import { newRing } from '../../../provider/ring/new-ring.js';
import { applySteps } from '../../../provider/ring/steps.js';
import { fillWithCounters } from '../../support/counter-keys.js';
import { accountFor } from './commit-ring.js';
import type { PartyKind, Setting, World } from './world.js';
import { policyAt } from './world.js';

const START_SECONDS = 10_000;

/** An issuer of its first second: every replica has read its ring, no party has seen it. */
export function begin(
  setting: Setting,
  replicas: number,
  parties: readonly { readonly kind: PartyKind; readonly offsetSeconds: number }[],
): World {
  const policy = policyAt(setting, 0);
  let serial = 0;
  const steps = fillWithCounters(decideFirstKeys(policy).steps, () => {
    serial += 1;
    return `key-${serial}`;
  });
  const ring = applySteps(newRing('https://issuer.example', policy, START_SECONDS), steps, START_SECONDS);
  const world: World = {
    nowSeconds: START_SECONDS,
    ring,
    serial,
    replicas: Array.from({ length: replicas }, () => ({
      policy: 0,
      view: { ring, heldAtSeconds: START_SECONDS },
      draft: undefined,
    })),
    parties: parties.map((party) => ({ ...party, refresh: emptyRefreshState, missed: {}, askedAt: [] })),
    validUntil: {},
    revokedAt: {},
    excusedUntil: {},
    left: [],
  };
  return accountFor(world, setting);
}
