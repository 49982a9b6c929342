import type { X5cOptions } from '@keyturn/relying-party/x5c';
import { z } from 'zod';
import { isStoredSecret } from '../oauth/stored-secret.js';
import { duration } from './duration.js';
import { publicKeySet } from './public-key-set.js';
import { seriesName } from './rotation-schema.js';

export const storedSecret = z
  .string()
  .refine(
    isStoredSecret,
    'a stored secret begins with scrypt:, hmac-sha256: or plain:; keyturn secret makes one',
  );

/** RFC 6749 appendix A.1: VSCHAR. */
const clientId = z.string().regex(/^[\x20-\x7e]{1,256}$/, 'printable ASCII, 256 characters at most');
/** As a browser writes it: scheme, host and port, nothing behind. */
const origin = z
  .string()
  .refine(
    (text) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text,
    'an origin as browsers send it: https://host or https://host:port',
  );
const resources = z.array(z.string().min(1).max(2048)).max(64);
const scope = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/, 'one scope token of RFC 6749 section 3.3');

/** A client of one issuer. */
export const clientSchema = z
  .strictObject({
    clientId,
    secrets: z.array(storedSecret).max(2, 'two at once, so that they turn').default([]),
    jwks: publicKeySet.optional(),
    // Every name in it is checked by the verifier that uses it.
    x5c: z.custom<X5cOptions>((value) => typeof value === 'object' && value !== null).optional(),
    audiences: resources,
    introspects: resources.default([]),
    scopes: z.array(scope).max(256).default([]),
    tokenLifetimeSeconds: duration.pipe(z.number().min(1)).optional(),
    series: seriesName.optional(),
    origins: z.array(origin).max(16).default([]),
    secretInBody: z.boolean().default(false),
    inners: z.boolean().default(false),
    tokenEndpointAsAudience: z.boolean().default(false),
  })
  .refine(
    ({ secrets, jwks, x5c }) => secrets.length > 0 || jwks !== undefined || x5c !== undefined,
    'needs secrets, jwks or x5c',
  )
  .refine(({ audiences, introspects }) => audiences.length > 0 || introspects.length > 0, {
    path: ['audiences'],
    message: 'name one at least; empty is for a client that introspects and asks for no tokens',
  })
  .refine(({ secretInBody, secrets }) => !secretInBody || secrets.length > 0, 'secretInBody needs secrets');
