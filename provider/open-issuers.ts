import type { Configuration } from './configuration/schema.js';
import { logOfIssuer } from './log.js';
import type { IssuerParts, OpenedIssuer } from './open-issuer.js';
import { openIssuer } from './open-issuer.js';
import type { RingStore } from './stores/ring-store.js';

export interface IssuersParts
  extends Omit<IssuerParts, 'ringStore' | 'schedule' | 'createRing' | 'adoptPolicy' | 'preflight'> {
  readonly ringStore?: RingStore | ((issuer: string) => RingStore) | undefined;
  readonly createRing?: boolean | undefined;
  readonly adoptPolicy?: boolean | undefined;
  readonly preflight?: IssuerParts['preflight'];
}

/** Opens every issuer, or none: what was opened before one failed is closed again, and the log says which one it was. */
export async function openIssuers(
  { issuers, cron }: Pick<Configuration, 'issuers' | 'cron'>,
  parts: IssuersParts,
): Promise<readonly OpenedIssuer[]> {
  const opened: OpenedIssuer[] = [];
  for (const configuration of issuers) {
    const { issuer } = configuration;
    const ringStore = typeof parts.ringStore === 'function' ? parts.ringStore(issuer) : parts.ringStore;
    const { createRing, adoptPolicy, preflight } = parts;
    const log = issuers.length > 1 ? logOfIssuer(parts.log, issuer) : parts.log;
    try {
      opened.push(
        await openIssuer(configuration, {
          ...parts,
          ...{ log, ringStore, createRing, adoptPolicy, preflight, schedule: cron.schedule },
        }),
      );
    } catch (error) {
      await Promise.all(opened.map((each) => each.close()));
      if (issuers.length > 1) log('error', 'issuer.not_opened', { error });
      throw error;
    }
  }
  return opened;
}
