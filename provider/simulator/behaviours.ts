import type { VerifierDurations } from '@keyturn/shared/profiles';
import type { Behaviour } from './behaviour.js';
import { goOidcBehaviour } from './behaviours/go-oidc.js';
import { istioBehaviour } from './behaviours/istio.js';
import { joseBehaviour } from './behaviours/jose.js';
import { microsoftBehaviour } from './behaviours/microsoft.js';
import { oauth4webapiBehaviour } from './behaviours/oauth4webapi.js';
import { oursBehaviour } from './behaviours/ours.js';

/** Every behaviour by its name in `--mix`. */
const behaviours = {
  ours: oursBehaviour,
  jose: () => joseBehaviour,
  oauth4webapi: () => oauth4webapiBehaviour,
  'go-oidc': () => goOidcBehaviour,
  istio: () => istioBehaviour,
  microsoft: () => microsoftBehaviour,
} as const;

export type BehaviourName = keyof typeof behaviours;

export const behaviourNames = Object.keys(behaviours) as readonly BehaviourName[];

/** @param verifier the durations of our own verifier, by the policy's profile. */
export function createBehaviour(name: BehaviourName, verifier: VerifierDurations): Behaviour {
  return behaviours[name](verifier);
}
