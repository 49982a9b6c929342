import { profiles } from '@keyturn/shared/profiles';
import { harmlessToReplicas, NO_SCHEDULED_ROTATION } from './replica-bars.js';
import { replicaDrill } from './replica-drill.js';
import type { ReplicaTerms } from './replica-set.js';

const { publishLeadSeconds, maxTokenLifetimeSeconds, retentionSeconds } = profiles.drill.rotation;
type Algorithm = NonNullable<ReplicaTerms['rotation']['series']>[number]['alg'];
const signingFirst = (...algorithms: readonly Algorithm[]): ReplicaTerms['rotation'] => ({
  profile: 'drill',
  ...NO_SCHEDULED_ROTATION,
  series: algorithms.map((alg) => ({ alg })),
});

const announceAtSeconds = 2;
/** The first keys of a new series have waited their lead, on both replicas. */
const es256AtSeconds = announceAtSeconds + publishLeadSeconds + 4;
const eddsaAtSeconds = es256AtSeconds + 5;
const dropAtSeconds = eddsaAtSeconds + maxTokenLifetimeSeconds;
const durationSeconds = dropAtSeconds + retentionSeconds;
const deployAt = (atSeconds: number) =>
  [0, 1].map((replica) => ({
    ...{ atSeconds: atSeconds + replica, do: 'deploy' as const, replica },
    adopt: replica === 0,
  }));

/**
 * D19: from RS256 to ES256 and on to EdDSA, replica by replica, in a set that holds keys of types, curves and algorithms
 * that nobody knows. A new algorithm is announced in discovery for a lead before it signs (I13), the former one goes on
 * verifying, and what a party does not know it passes by.
 */
export const algorithmMigration = replicaDrill(
  {
    count: 2,
    rotation: signingFirst('RS256'),
    nextRotations: [
      signingFirst('RS256', 'ES256', 'EdDSA'),
      signingFirst('ES256', 'RS256', 'EdDSA'),
      signingFirst('EdDSA', 'ES256', 'RS256'),
      signingFirst('EdDSA'),
    ],
  },
  {
    name: 'algorithm-migration',
    drill: 'D19',
    title: 'tokens go from RS256 to ES256 and EdDSA, in a set with keys that nobody knows: nobody notices',
    durationSeconds,
    events: [
      { atSeconds: 0.5, do: 'poison-key-set', how: 'unknown-kinds', forSeconds: durationSeconds },
      ...deployAt(announceAtSeconds),
      ...deployAt(es256AtSeconds),
      ...deployAt(eddsaAtSeconds),
      ...deployAt(dropAtSeconds),
    ],
    bars: { ...harmlessToReplicas, signingKids: 3 },
  },
);
