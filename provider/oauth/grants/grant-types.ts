import { grantClientCredentials } from './client-credentials.js';
import type { Grant } from './grant.js';

/** Every grant that the token endpoint gives, by `grant_type`. */
export const grants: Readonly<Record<string, Grant>> = {
  client_credentials: grantClientCredentials,
};

export const grantTypes: readonly string[] = Object.keys(grants);
