import { test, vi } from 'vitest';
import { expectKillsUnnoticed } from '../trials/kill-trials.js';

vi.mock(import('@keyturn/shared/verifier-profiles'), async (original) => {
  const { makePatient } = await import('../trials/patient-parties.js');
  return makePatient(await original());
});

/** However slow the machine is: it ends when there were enough. */
const LIMIT_MILLISECONDS = 900_000;

test(
  'a process that is killed in its writes and at random, on the file store and on Redis, loses nothing, and nobody notices',
  () => expectKillsUnnoticed({ inWrites: 4, atRandom: 2 }, 15),
  LIMIT_MILLISECONDS,
);
