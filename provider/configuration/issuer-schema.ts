import { z } from 'zod';
import { GREASE_TURN_SECONDS } from '../ring/grease.js';
import type { KeyvSource } from '../stores/keyv-server.js';
import { certificatesSchema } from './certificates-schema.js';
import { clientSchema } from './client-schema.js';
import { duration } from './duration.js';
import { rotationSchema, seriesName } from './rotation-schema.js';

/** Part of the names of keys and tables. */
const prefix = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,31}$/, 'small letters, digits and "_", 32 at most')
  .default('keyturn');

/**
 * An "@" after the authority is that of a password with a bare "/", "?" or "#" in it, whose rest would be taken for the
 * path, be dialled, and be shown.
 */
const authorityHoldsAll = /^[^/?#]*:\/\/[^/?#]*([/?][^#@]*)?$/;

const urlOf = (protocols: RegExp, says: string) =>
  z
    .string()
    .refine((text) => protocols.test(text) && URL.canParse(text), { error: says, abort: true })
    .refine(
      (text) => authorityHoldsAll.test(text),
      'a password with / ? # or @ in it is written with their escapes: %2F %3F %23 %40',
    );

/** An adapter has `get` and `set`, as a Map does. */
const keyvSource = z.custom<KeyvSource>(
  (value) =>
    typeof value === 'function' ||
    (typeof value === 'object' && value !== null && 'get' in value && 'set' in value),
  'an adapter of Keyv, or a function that opens one: in a module (keyturn.config.mjs) or in code',
);

const FOLDER = 'keyturn-data';

const store = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('memory') }),
  z.strictObject({ kind: z.literal('file'), folder: z.string().min(1).default(FOLDER) }),
  z.strictObject({
    kind: z.literal('redis'),
    url: urlOf(/^rediss?:\/\//, 'an address that begins with redis:// or rediss://'),
    prefix,
    trustDurability: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('postgres'),
    url: urlOf(/^postgres(ql)?:\/\//, 'an address that begins with postgres://'),
    prefix,
  }),
  z.strictObject({ kind: z.literal('keyv'), keyv: keyvSource, prefix }),
]);

/** What belongs to one issuer: its own name, ring, policy and clients. */
export const issuerMembers = {
  issuer: z.string().max(2048),
  allowHttpIssuer: z.boolean().default(false),
  production: z.boolean().default(false),
  store: store.default({ kind: 'file', folder: FOLDER }),
  rotation: rotationSchema.prefault({}),
  preflight: z
    .strictObject({ enabled: z.boolean().default(true), jwksUrl: z.url({ protocol: /^https?$/ }).optional() })
    .prefault({}),
  confirmClockSteps: z.boolean().default(true),
  clients: z.array(clientSchema).max(10_000).default([]),
  inners: z
    .strictObject({ series: seriesName, lifetimeSeconds: duration.pipe(z.number().min(1)).optional() })
    .optional(),
  records: z.strictObject({ series: seriesName.default('records') }).optional(),
  jwksEvents: z
    .strictObject({
      maxConnections: z.int().min(1).max(100_000).default(500),
      heartbeatSeconds: duration.pipe(z.number().min(1).max(300)).default(15),
    })
    .optional(),
  discovery: z
    .strictObject({
      openIdWithoutRs256: z.boolean().default(false),
      anyOrigin: z.boolean().default(true),
      grease: z.boolean().default(false),
      greaseTurnSeconds: z.int().min(1).default(GREASE_TURN_SECONDS),
    })
    .prefault({}),
  certificates: certificatesSchema.optional(),
};

export const issuerSchema = z.strictObject(issuerMembers);

/** One issuer, checked, every default filled in. */
export type IssuerConfiguration = z.output<typeof issuerSchema>;
