import type { X5cOptions } from '@keyturn/relying-party/x5c';
import { z } from 'zod';
import { defaultConnectionLimits } from '../http/connections.js';
import { logLevels } from '../log.js';
import { isStoredSecret } from '../oauth/stored-secret.js';
import { seriesAlgorithms } from '../ring/key-ring.js';
import { certificatesSchema } from './certificates-schema.js';
import { duration } from './duration.js';
import { publicKeySet } from './public-key-set.js';

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

const name = z.string().regex(/^[\w.-]{1,64}$/, 'letters, digits, "_", "." and "-", 64 at most');
const series = z.strictObject({ alg: z.enum(seriesAlgorithms), name: name.optional(), ...durations });

const rotation = z.strictObject({
  profile: z.enum(['default', 'dev', 'drill', 'wide']).default('default'),
  parties: z.enum(['expiry-only', 'refetching']).default('expiry-only'),
  ...durations,
  series: z
    .array(series)
    .min(1)
    .max(16)
    .default([{ alg: 'RS256' }]),
});

const storedSecret = z
  .string()
  .refine(
    isStoredSecret,
    'a stored secret begins with scrypt:, hmac-sha256: or plain:; keyturn secret makes one',
  );

/** RFC 6749 appendix A.1: VSCHAR. */
const clientId = z.string().regex(/^[\x20-\x7e]{1,256}$/, 'printable ASCII, 256 characters at most');
const scope = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/, 'one scope token of RFC 6749 section 3.3');

const client = z
  .strictObject({
    clientId,
    secrets: z.array(storedSecret).max(2, 'two at once, so that they turn').default([]),
    jwks: publicKeySet.optional(),
    // Every name in it is checked by the verifier that uses it.
    x5c: z.custom<X5cOptions>((value) => typeof value === 'object' && value !== null).optional(),
    audiences: z.array(z.string().min(1).max(2048)).min(1).max(64),
    scopes: z.array(scope).max(256).default([]),
    tokenLifetimeSeconds: duration.pipe(z.number().min(1)).optional(),
    series: name.optional(),
    inners: z.boolean().default(false),
    tokenEndpointAsAudience: z.boolean().default(false),
  })
  .refine(
    ({ secrets, jwks, x5c }) => secrets.length > 0 || jwks !== undefined || x5c !== undefined,
    'needs secrets, jwks or x5c',
  );

const store = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('memory') }),
  z.strictObject({ kind: z.literal('file'), folder: z.string().min(1) }),
]);

/** The one schema of `keyturn.config.json`, of a library's options, and of what the environment sets over them. */
export const configurationSchema = z.strictObject({
  issuer: z.string().max(2048),
  allowHttpIssuer: z.boolean().default(false),
  listen: z
    .strictObject({
      host: z.string().min(1).default('localhost'),
      port: z.int().min(0).max(65_535).default(4000),
      maxConnections: z.int().min(1).default(defaultConnectionLimits.maxConnections),
      maxConnectionsPerAddress: z.int().min(1).default(defaultConnectionLimits.maxConnectionsPerAddress),
    })
    .prefault({}),
  store: store.default({ kind: 'file', folder: 'keyturn-data' }),
  wrappingKeyFile: z
    .union([
      z
        .string()
        .min(1)
        .transform((file) => [file]),
      z.array(z.string().min(1)).min(1).max(2),
    ])
    .optional(),
  wrappingKey: z.string().min(1).optional(),
  rotation: rotation.prefault({}),
  clients: z.array(client).max(10_000).default([]),
  inners: z
    .strictObject({ series: name, lifetimeSeconds: duration.pipe(z.number().min(1)).optional() })
    .optional(),
  cron: z
    .strictObject({
      credentials: z.array(storedSecret).max(4).default([]),
      drills: z.array(z.string()).default([]),
      schedule: z.boolean().default(true),
    })
    .prefault({}),
  discovery: z.strictObject({ openIdWithoutRs256: z.boolean().default(false) }).prefault({}),
  certificates: certificatesSchema.optional(),
  log: z.strictObject({ level: z.enum(logLevels).default('info') }).prefault({}),
});

/** As a person writes it. */
export type ConfigurationInput = z.input<typeof configurationSchema>;

/** Checked, every default filled in. */
export type Configuration = z.output<typeof configurationSchema>;
