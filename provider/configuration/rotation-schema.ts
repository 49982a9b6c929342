import { privateMembersOf } from '@keyturn/shared/public-jwk';
import { z } from 'zod';
import { readRecoveryJwk } from '../custody/recovery-key.js';
import { seriesAlgorithms } from '../ring/key-ring.js';
import { duration } from './duration.js';

const durations = {
  publicationDelaySeconds: duration.optional(),
  serveStaleJwksSeconds: duration.optional(),
  jwksMaxAgeSeconds: duration.optional(),
  staleSeconds: duration.optional(),
  cachedAtMostSeconds: duration.optional(),
  refetchCooldownSeconds: duration.optional(),
  maxTokenLifetimeSeconds: duration.optional(),
  leewaySeconds: duration.optional(),
  maxClockOffsetSeconds: duration.optional(),
  signerLeaseSeconds: duration.optional(),
  tickSeconds: duration.optional(),
  rotationIntervalSeconds: duration.optional(),
  publishLeadSeconds: duration.optional(),
  retentionSeconds: duration.optional(),
};

export const seriesName = z.string().regex(/^[\w.-]{1,64}$/, 'letters, digits, "_", "." and "-", 64 at most');

const series = z.strictObject({ alg: z.enum(seriesAlgorithms), name: seriesName.optional(), ...durations });

const recoveryKey = z
  .record(z.string(), z.unknown())
  .refine((jwk) => privateMembersOf(jwk).length === 0, {
    error: 'is a private key: keep it offline, and write its public half here',
    abort: true,
  })
  .transform((jwk, context) => {
    const read = readRecoveryJwk(jwk);
    if (read === undefined) context.addIssue('is no EC key of P-256: keyturn recovery init FILE prints one');
    return read ?? z.NEVER;
  });

const NINETY_DAYS_SECONDS = 7_776_000;

const coldStandby = z.strictObject({
  recoveryKey,
  renewalIntervalSeconds: duration.default(NINETY_DAYS_SECONDS),
  series: z.array(seriesName).min(1).max(16).optional(),
});

/** A relying party that never fetches: a PEM in its configuration, an uploaded key set. */
const pinnedParty = z.strictObject({
  name: z.string().regex(/^[\w.-]{1,64}$/, 'letters, digits, "_", "." and "-", 64 at most'),
  series: z.array(seriesName).min(1).max(16).optional(),
});

/** By which numbers the ring of one issuer is turned. */
export const rotationSchema = z.strictObject({
  profile: z.enum(['default', 'dev', 'drill', 'wide']).default('default'),
  parties: z.enum(['expiry-only', 'refetching']).default('expiry-only'),
  ...durations,
  series: z
    .array(series)
    .min(1)
    .max(16)
    .default([{ alg: 'RS256' }]),
  coldStandby: coldStandby.optional(),
  pinnedParties: z.array(pinnedParty).max(64).optional(),
});
