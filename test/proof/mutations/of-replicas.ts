import { emptyJournal } from '../../../provider/ring/journal.js';
import type { Mutant, Shipped } from './mutant.js';

const FOR_EVER = 1000;

/** What a replica serves and signs from, and for how long. */
export const mutantsOfReplicas: readonly Mutant[] = [
  {
    name: 'max-age is constant under I2',
    rule: 'I4',
    seams: {
      'provider/ring/published-keys#cachePromise': (real, ring, policy, now) => ({
        ...real(ring, policy, now),
        maxAgeSeconds: Math.min(...policy.series.map(({ jwksMaxAgeSeconds }) => jwksMaxAgeSeconds)),
      }),
    },
  },
  {
    name: 'the lease a second longer',
    rule: 'I5',
    seams: {
      'provider/rotator/view-limits#signingLimitSeconds': (real, ...args) => real(...args) + 1,
    },
  },
  {
    name: 'no lease',
    rule: 'I5',
    seams: { 'provider/rotator/view-limits#signingLimitSeconds': () => FOR_EVER },
  },
  {
    name: 'the first key is left out of the set',
    rule: 'I5',
    seams: {
      'provider/ring/published-keys#publishedKeySet': (real, ...args) => {
        const set = real(...args);
        return { ...set, keys: set.keys.slice(1) };
      },
    },
  },
  {
    name: 'a commit a second after its deadline',
    rule: 'P',
    seams: {
      'provider/rotator/view-limits#commitDeadlineSeconds': (real, ...args) => real(...args) + 1,
    },
  },
  {
    name: 'an empty store is taken for a new one',
    rule: 'I12',
    seams: {
      'provider/rotator/read-own-ring#ownRing': (real, ring, issuer) =>
        ring === null
          ? {
              format: 1,
              issuer,
              epoch: 0,
              policyDigest: '',
              formerTerms: [],
              createdAtSeconds: 0,
              series: [],
              former: [],
              journal: emptyJournal,
            }
          : real(ring, issuer),
    },
  },
  {
    name: 'every member is served',
    rule: 'I13',
    seams: {
      'shared/public-jwk#toPublicJwk': (_, jwk) =>
        jwk as unknown as ReturnType<Shipped['shared/public-jwk#toPublicJwk']>,
    },
  },
  {
    name: 'a set is served a second too long',
    rule: 'I15',
    seams: {
      'provider/rotator/view-limits#servingLimits': (real, ...args) => {
        const limits = real(...args);
        return { ...limits, atMostSeconds: limits.atMostSeconds + 1 };
      },
    },
  },
  {
    name: 'a replica that is cut off serves for ever',
    rule: 'I15',
    seams: {
      'provider/rotator/view-limits#servingLimits': (real, ...args) => ({
        ...real(...args),
        atMostSeconds: FOR_EVER,
      }),
    },
  },
];
