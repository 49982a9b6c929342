import { test } from 'vitest';
import { expectOneKeyEachTurn } from '../trials/replica-trials.js';
import { sharedKinds } from './shared-kinds.js';

test.each(sharedKinds.filter(({ name }) => name === 'postgres'))(
  'four processes on $name turn three times under traffic: one new key each time, and nobody is refused',
  (kind) => expectOneKeyEachTurn(kind, 3),
  600_000,
);
