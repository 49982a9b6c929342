import { test } from 'vitest';
import { sharedKinds } from '../../interop/shared-kinds.js';
import { expectOneKeyEachTurn } from '../../trials/replica-trials.js';

test.each(sharedKinds)(
  'four processes on $name turn twenty times under traffic: one new key each time, and nobody is refused',
  (kind) => expectOneKeyEachTurn(kind, 20),
);
