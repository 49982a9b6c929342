import { describe, expect, test } from 'vitest';
import { runDrill } from '../../../provider/drills/create-drills.js';
import type { ReplicaDrill } from '../../../provider/drills/replica-drill.js';
import { replicaDrills } from '../../../provider/drills/replica-drills.js';
import { withoutInterceptors } from '../../support/no-interceptors.js';

withoutInterceptors();

const SEEDS = 10;

/** Every drill of several replicas with all of its traffic, over many draws of what a message takes. */
describe.each(replicaDrills.map((drill): [string, ReplicaDrill] => [drill.scenario.name, drill]))(
  '%s',
  (_name, { scenario }) => {
    test(`passes with each of ${SEEDS} seeds`, async () => {
      for (let seed = 1; seed <= SEEDS; seed++) {
        const { verdict, reasons, figures } = await runDrill(scenario, { clock: 'virtual', seed });
        expect({ seed, verdict, reasons, lost: figures.keysLost }).toEqual({
          ...{ seed, verdict: 'pass', reasons: [], lost: 0 },
        });
      }
    });
  },
);
