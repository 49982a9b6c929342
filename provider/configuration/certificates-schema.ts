import { z } from 'zod';
import { seriesAlgorithms } from '../ring/key-ring.js';
import { duration } from './duration.js';

const path = z.string().min(1);
const asciiName = z.string().regex(/^[\x21-\x7e]{1,2048}$/, 'ASCII without spaces');

const upstream = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('authority') }),
  z.strictObject({ kind: z.literal('files'), keyFile: path, requestFile: path, chainFile: path }),
  z.strictObject({
    kind: z.literal('acme'),
    directory: z.url({ protocol: /^https$/ }),
    accountKeyFile: path,
    contact: z.email().optional(),
    caFile: path.optional(),
    agreeToTerms: z.literal(true, 'say true if you agree to the terms of service of the CA'),
  }),
  z.strictObject({ kind: z.literal('spiffe'), svidFile: path, keyFile: path }),
]);

const replica = z.strictObject({
  upstream,
  alg: z.enum(seriesAlgorithms).default('ES256'),
  uris: z.array(asciiName).max(8).optional(),
  dnsNames: z.array(asciiName).max(8).default([]),
  leastTokenLifetimeSeconds: duration.pipe(z.number().min(1)).optional(),
});

/** Certificates for tokens of the path x5c. Nothing of it is loaded where it is left out. */
export const certificatesSchema = z
  .strictObject({
    authority: z
      .strictObject({
        folder: path.optional(),
        certificateLifetimeSeconds: duration.pipe(z.number().min(1)).optional(),
        rootDistributionSeconds: duration.default(604_800),
      })
      .optional(),
    replica: replica.optional(),
    ringKeys: z.boolean().default(false),
    audiences: z.array(z.string().min(1).max(2048)).max(64).default([]),
    warnTokenBytes: z.int().min(1).default(8192),
  })
  .refine(
    ({ authority, ringKeys, replica: own }) =>
      authority !== undefined || (!ringKeys && own?.upstream.kind !== 'authority'),
    'ringKeys and an upstream of kind authority need authority',
  )
  .refine(
    ({ audiences, ringKeys, replica: own }) => audiences.length === 0 || ringKeys || own !== undefined,
    'audiences need replica or ringKeys: something must sign their tokens',
  );

export type CertificatesConfiguration = z.output<typeof certificatesSchema>;
