import { DRILL_AUDIENCE } from '../../provider/drills/drill-audience.js';
import type { StartTarget } from '../../provider/drills/start-target.js';
import type { Party } from '../parties/party.js';
import { withPatience } from './patient-target.js';

/** Who is drilled. */
export interface Entrant extends Pick<Party, 'name' | 'settings' | 'httpsOnly'> {
  readonly versions: () => Readonly<Record<string, string>>;
  /** Debian packages without which it cannot be started. Default: none. */
  readonly packages?: readonly string[];
  readonly startTarget: StartTarget;
}

/** A party as it stands in its own file. */
export function toEntrant({ name, versions, settings, httpsOnly, open }: Party, tlsCa: string): Entrant {
  const startTarget: StartTarget = (issuer) =>
    withPatience(open({ issuer, audience: DRILL_AUDIENCE, ...(httpsOnly ? { tlsCa } : {}) }));
  return { name, versions, settings, httpsOnly, startTarget };
}
