import type { Clock } from '@keyturn/shared/clock';
import type { IssuerConfiguration } from './configuration/issuer-schema.js';
import { createKeyvServer, KEYV_PLACE } from './stores/keyv-server.js';
import { createPostgresServer } from './stores/postgres-server.js';
import { createRedisServer } from './stores/redis-server.js';
import { placeOf } from './stores/server-answers.js';
import type { SharedServer } from './stores/shared-server.js';

/** A store on a server. */
export type ServerStore = Exclude<IssuerConfiguration['store'], { readonly kind: 'memory' | 'file' }>;

/** Which server, for a person; without its credentials. */
export function placeOfServer(store: ServerStore): string {
  return store.kind === 'keyv' ? KEYV_PLACE : placeOf(store.url);
}

/** A connection of its own; nothing is asked of the server before it is needed. Rejects with StoreError where its package is missing. */
export function openServer(store: ServerStore, issuer: string, clock: Clock): Promise<SharedServer> {
  if (store.kind === 'keyv') {
    const { keyv, prefix } = store;
    return createKeyvServer({ keyv, prefix, issuer, clock });
  }
  const { url, prefix } = store;
  return store.kind === 'redis'
    ? createRedisServer({ url, prefix, issuer, clock, trustDurability: store.trustDurability })
    : createPostgresServer({ url, prefix, issuer, clock });
}
