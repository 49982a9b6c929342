import { expect, test } from 'vitest';
import { DRILL_AUDIENCE } from '../../provider/drills/drill-audience.js';
import { ExpiryOnlyTarget } from '../../provider/drills/expiry-only-target.js';
import type { StartTarget } from '../../provider/drills/start-target.js';
import { startTokenIssuer } from '../../provider/drills/token-issuer.js';
import { askVerifier, openPartyVerifier } from '../../provider/drills/verifier-target.js';
import { runVirtual } from '../../provider/scenario/run-virtual.js';
import { withoutInterceptors } from '../support/no-interceptors.js';
import type { Paced } from './two-rotations.js';
import { omittedForLong, poisonedForLong } from './wrong-sets.js';

withoutInterceptors();

/** Ours at its defaults, as the score board has it, on the clock of the stage. */
const atDefaults: StartTarget = (issuer, _party, stage) =>
  askVerifier(
    openPartyVerifier(stage, { issuers: [{ issuer, audience: DRILL_AUDIENCE }], allowLoopback: true }),
  );
const believesWhatComes: StartTarget = (issuer, _party, stage) => new ExpiryOnlyTarget(stage, issuer);

const play = ({ scenario, issuer }: Paced, startTarget: StartTarget, seed: number) =>
  runVirtual(
    scenario,
    (stage) => ({
      startIssuer: () => startTokenIssuer({ stage, log() {}, audience: DRILL_AUDIENCE, ...issuer }),
      startTarget: (origin, party, partyClass) => startTarget(origin, party, stage, partyClass),
    }),
    { seed },
  );

const rounds = [
  { name: 'a key is omitted', round: omittedForLong },
  { name: 'the set is poison', round: poisonedForLong },
];
const seeds = [1, 2, 3];

test.each(rounds)(
  'where $name, there is a verdict on ours at its defaults, by whatever chance',
  async ({ round }) => {
    for (const seed of seeds) {
      const { verdict, reasons, figures } = await play(round, atDefaults, seed);
      expect({ seed, verdict, reasons }).toEqual({ seed, verdict: 'pass', reasons: [] });
      // Both copies looked while it lasted, and complained.
      expect(figures.partyAlarms).toBeGreaterThanOrEqual(2);
    }
  },
);

test.each(rounds)('where $name, its twin that believes what comes fails', async ({ round }) => {
  const { verdict, bars } = await play(round, believesWhatComes, 1);
  expect(verdict).toBe('fail');
  expect(bars.filter(({ met }) => !met).map(({ bar }) => bar)).toContain('falseRejects');
});
