import type { Clock } from '@keyturn/shared/clock';
import type { IssuerConfiguration } from './configuration/issuer-schema.js';
import { createPostgresServer } from './stores/postgres-server.js';
import { createRedisServer } from './stores/redis-server.js';
import type { SharedServer } from './stores/shared-server.js';

/** A store on a server that several replicas reach. */
export type ServerStore = Extract<IssuerConfiguration['store'], { readonly url: string }>;

/** A connection of its own; nothing is asked of the server before it is needed. Rejects with StoreError where its package is missing. */
export function openServer(store: ServerStore, issuer: string, clock: Clock): Promise<SharedServer> {
  const { url, prefix } = store;
  return store.kind === 'redis'
    ? createRedisServer({ url, prefix, issuer, clock, trustDurability: store.trustDurability })
    : createPostgresServer({ url, prefix, issuer, clock });
}
