import { profiles } from '@keyturn/shared/profiles';
import { originDrill } from './origin-drill.js';
import { harmlessToTokens, readyAtSeconds, TOKEN_SERIES } from './token-bars.js';

const { rotation } = profiles.drill;
const { cachedAtMostSeconds: S, maxTokenLifetimeSeconds } = rotation;
const moveAtSeconds = 2;
const moveAgainAtSeconds = moveAtSeconds + S + 2;

/**
 * D21: discovery names another address, and nothing is at the former one. Whoever finds nothing there reads discovery
 * again, in the same round. It moves again, and the key turns, so that nobody lives on what was there before.
 */
export const movedKeySet = originDrill({
  name: 'jwks-uri-moves',
  drill: 'D21',
  title: 'the key set moves twice and the key turns: parties read discovery again and nobody notices',
  durationSeconds: readyAtSeconds + S + 2 * maxTokenLifetimeSeconds,
  events: [
    { atSeconds: moveAtSeconds, do: 'move-key-set' },
    { atSeconds: moveAgainAtSeconds, do: 'move-key-set' },
    { atSeconds: moveAgainAtSeconds + 1, do: 'rotate', series: TOKEN_SERIES },
  ],
  bars: harmlessToTokens,
});
