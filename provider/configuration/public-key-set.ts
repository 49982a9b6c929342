import { privateMembersOf, toPublicJwk } from '@keyturn/shared/public-jwk';
import { z } from 'zod';

const publicKey = z
  .looseObject({ kty: z.enum(['RSA', 'EC', 'OKP']), kid: z.string().optional() })
  .refine((jwk) => privateMembersOf(jwk).length === 0, 'is a private key: publish its public half only')
  .transform((jwk) => toPublicJwk(jwk));

/** The public keys of a client (RFC 7517 section 5). A private key in a configuration is refused, not trimmed. */
export const publicKeySet = z.looseObject({ keys: z.array(publicKey).min(1).max(16) });
