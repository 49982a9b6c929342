import { privateMembersOf, toPublicJwk } from '@keyturn/shared/public-jwk';
import { z } from 'zod';

const keyTypes: ReadonlySet<unknown> = new Set(['RSA', 'EC', 'OKP']);

const publicKey = z
  .record(z.string(), z.unknown())
  .refine(({ kty }) => keyTypes.has(kty), 'needs a kty of RSA, EC or OKP')
  .refine((jwk) => privateMembersOf(jwk).length === 0, 'is a private key: publish its public half only')
  .transform((jwk) => toPublicJwk(jwk));

/** The public keys of a client (RFC 7517 section 5). A private key in a configuration is refused, not trimmed. */
export const publicKeySet = z.looseObject({ keys: z.array(publicKey).min(1).max(16) });
