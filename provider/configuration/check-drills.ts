import { suggestName } from '@keyturn/shared/suggest-name';
import type { Configuration } from './schema.js';

/** Names in `cron.drills` that no drill has: found at start rather than in the night when one should run. */
export function findUnknownDrills({ cron }: Pick<Configuration, 'cron'>, known: readonly string[]): string[] {
  return cron.drills
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = suggestName(name, known);
      const cure = near === undefined ? `known are ${known.join(', ')}` : `did you mean "${near}"?`;
      return `cron.drills: there is no such drill as ${JSON.stringify(name)}; ${cure}`;
    });
}
