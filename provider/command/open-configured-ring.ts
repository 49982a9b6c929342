import { systemClock } from '@keyturn/shared/clock';
import { loadConfiguration } from '../config.js';
import type { IssuerConfiguration } from '../configuration/issuer-schema.js';
import { createLog } from '../log.js';
import { certifyCustody } from '../open-certificates.js';
import { openCustody } from '../open-custody.js';
import { openRing, type RingParts } from '../open-ring.js';
import type { IssuerRing } from '../rotator/issuer-ring.js';
import { chooseIssuer } from './choose-issuer.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

/** Which ring a verb is for. */
export interface RingFlags {
  readonly config: string;
  readonly issuer?: string;
}

/** What verbs that open a ring by themselves work with: this machine's clock, and warnings on standard error. */
export const verbParts = () => ({ clock: systemClock, log: createLog({ level: 'warn' }) });

/** Opens the ring of a configuration beside whoever serves it. Throws UsageError where it lives in another process's memory. */
export async function openConfiguredRing(
  terminal: Pick<Terminal, 'environment'>,
  flags: RingFlags,
): Promise<{ readonly ring: IssuerRing; readonly chosen: IssuerConfiguration }> {
  const { chosen, parts } = await prepareOpening(terminal, flags);
  return { ring: await openRing(chosen, parts), chosen };
}

/** All that it takes to open it. Throws UsageError as that does. */
export async function prepareOpening(
  { environment }: Pick<Terminal, 'environment'>,
  { config, issuer }: RingFlags,
): Promise<{ readonly chosen: IssuerConfiguration; readonly parts: RingParts }> {
  const configuration = await loadConfiguration(config, environment);
  const chosen = chooseIssuer(configuration, issuer);
  if (chosen.store.kind === 'memory')
    throw new UsageError('a ring in memory is reached by its own process alone');
  const parts = verbParts();
  const keys = await openCustody(configuration);
  return { chosen, parts: { custody: await certifyCustody(chosen, keys.custody, parts), ...parts } };
}
