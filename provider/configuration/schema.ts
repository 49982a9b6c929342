import { z } from 'zod';
import { defaultConnectionLimits } from '../http/connections.js';
import { isAddressRange } from '../http/proxy-rules.js';
import { defaultRateLimits } from '../http/rate-limits.js';
import { logLevels } from '../log.js';
import { storedSecret } from './client-schema.js';
import { allowedDrills, scheduledDrills } from './drills-schema.js';
import type { IssuerConfiguration } from './issuer-schema.js';
import { issuerMembers, issuerSchema } from './issuer-schema.js';

const perMinute = z.int().min(1).max(100_000_000);

const proxySchema = z.strictObject({
  from: z
    .array(z.string().refine(isAddressRange, 'an IP address, or a range such as 10.0.0.0/8'))
    .min(1)
    .max(64),
  hops: z.int().min(1).max(8).default(1),
});

/** An operator, or a program of one; the name goes to the journal. */
const adminCaller = z.strictObject({
  name: z.string().regex(/^[\w.@-]{1,64}$/, 'letters, digits, and . _ - @, 64 at most'),
  credentials: z.array(storedSecret).min(1).max(2),
});

/** What belongs to the process, however many issuers it serves. */
const processMembers = {
  listen: z
    .strictObject({
      host: z.string().min(1).default('localhost'),
      port: z.int().min(0).max(65_535).default(4000),
      maxConnections: z.int().min(1).default(defaultConnectionLimits.maxConnections),
      maxConnectionsPerAddress: z.int().min(1).default(defaultConnectionLimits.maxConnectionsPerAddress),
      tls: z.strictObject({ certificateFile: z.string().min(1), keyFile: z.string().min(1) }).optional(),
    })
    .prefault({}),
  proxy: proxySchema.optional(),
  rateLimits: z
    .strictObject({
      tokenRequestsPerMinute: perMinute.default(defaultRateLimits.tokenRequestsPerMinute),
      cronRequestsPerMinute: perMinute.default(defaultRateLimits.cronRequestsPerMinute),
    })
    .prefault({}),
  management: z
    .strictObject({ host: z.string().min(1).default('localhost'), port: z.int().min(0).max(65_535) })
    .optional(),
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
  cron: z
    .strictObject({
      credentials: z.array(storedSecret).max(4).default([]),
      drills: allowedDrills.default([]),
      schedule: z.boolean().default(true),
    })
    .prefault({}),
  drills: scheduledDrills.default([]),
  environment: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'letters, digits, and . _ -, 64 at most')
    .optional(),
  admin: z.strictObject({ callers: z.array(adminCaller).max(64).default([]) }).prefault({}),
  log: z.strictObject({ level: z.enum(logLevels).default('info') }).prefault({}),
};

/** The one schema of `keyturn.config.json`, of a library's options, and of what the environment sets over them: one issuer. */
export const configurationSchema = z.strictObject({ ...issuerMembers, ...processMembers });

/** The same for several: what is of an issuer stands in each of `issuers`, what is of the process beside it. */
export const severalIssuersSchema = z.strictObject({
  issuers: z.array(issuerSchema).min(1).max(256),
  ...processMembers,
});

const processSchema = z.strictObject(processMembers);

/** As a person writes it: one issuer. */
export type SingleIssuerInput = z.input<typeof configurationSchema>;

/** As a person writes it. */
export type ConfigurationInput = SingleIssuerInput | z.input<typeof severalIssuersSchema>;

/** Checked, every default filled in; one form for one issuer and for many. */
export type Configuration = z.output<typeof processSchema> & {
  readonly issuers: readonly IssuerConfiguration[];
};
