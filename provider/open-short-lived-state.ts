import { join } from 'node:path';
import type { Clock } from '@keyturn/shared/clock';
import type { IssuerConfiguration } from './configuration/issuer-schema.js';
import { openServer } from './open-server.js';
import { createFileShortLivedState } from './stores/file-short-lived-state.js';
import type { RingStore } from './stores/ring-store.js';
import { createSharedShortLivedState } from './stores/shared-short-lived-state.js';
import type { ShortLivedState } from './stores/short-lived-state.js';
import { createShortLivedState } from './stores/short-lived-state.js';

/**
 * What was used once lies where the ring lies, so that whoever signs for the issuer knows it; in memory where a program
 * brings a ring store of its own. Nothing is touched before its first use.
 */
export async function openShortLivedState(
  { store, issuer }: Pick<IssuerConfiguration, 'store' | 'issuer'>,
  { clock, ringStore }: { readonly clock: Clock; readonly ringStore: RingStore | undefined },
): Promise<ShortLivedState> {
  if (store.kind === 'memory' || ringStore !== undefined) return createShortLivedState({ clock });
  if (store.kind === 'file')
    return createFileShortLivedState({ folder: join(store.folder, 'short-lived'), clock });
  return createSharedShortLivedState(await openServer(store, issuer, clock), { clock });
}
