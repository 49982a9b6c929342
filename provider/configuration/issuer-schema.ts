import { z } from 'zod';
import { certificatesSchema } from './certificates-schema.js';
import { clientSchema } from './client-schema.js';
import { duration } from './duration.js';
import { rotationSchema, seriesName } from './rotation-schema.js';

const store = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('memory') }),
  z.strictObject({ kind: z.literal('file'), folder: z.string().min(1) }),
]);

/** What belongs to one issuer: its own name, ring, policy and clients. */
export const issuerMembers = {
  issuer: z.string().max(2048),
  allowHttpIssuer: z.boolean().default(false),
  store: store.default({ kind: 'file', folder: 'keyturn-data' }),
  rotation: rotationSchema.prefault({}),
  clients: z.array(clientSchema).max(10_000).default([]),
  inners: z
    .strictObject({ series: seriesName, lifetimeSeconds: duration.pipe(z.number().min(1)).optional() })
    .optional(),
  records: z.strictObject({ series: seriesName.default('records') }).optional(),
  discovery: z
    .strictObject({
      openIdWithoutRs256: z.boolean().default(false),
      anyOrigin: z.boolean().default(true),
      grease: z.boolean().default(false),
    })
    .prefault({}),
  certificates: certificatesSchema.optional(),
};

export const issuerSchema = z.strictObject(issuerMembers);

/** One issuer, checked, every default filled in. */
export type IssuerConfiguration = z.output<typeof issuerSchema>;
