import { profiles } from '@keyturn/shared/profiles';
import type { EdgeTerms } from '../scenario/edge.js';
import type { ScenarioEvent } from '../scenario/scenario-event.js';
import { type OriginDrill, originDrill } from './origin-drill.js';
import { harmlessToTokens, readyAtSeconds, TOKEN_SERIES, tokenTraffic } from './token-bars.js';

const { publishLeadSeconds, publicationDelaySeconds, maxTokenLifetimeSeconds } = profiles.drill.rotation;
const series = TOKEN_SERIES;
const rotateAtSeconds = readyAtSeconds + 2;
const earlyAtSeconds = rotateAtSeconds + publishLeadSeconds + 0.5;

/**
 * D03 (Logto, January 2026): caches before the key set give it for longer than P, and nobody was told. The key that comes
 * next may not sign (O1) before it was seen at the public address for its lead, and health says that P is wrong.
 * @param lagSeconds how long the public address may go on giving the set without the key.
 */
function staleEdge(
  name: string,
  title: string,
  edge: EdgeTerms,
  lagSeconds: number,
  opensAtSeconds: number,
  faults: readonly ScenarioEvent[] = [],
): OriginDrill {
  const lateAtSeconds = rotateAtSeconds + lagSeconds + publishLeadSeconds + 2;
  return originDrill(
    {
      name,
      drill: 'D03',
      title,
      durationSeconds: lateAtSeconds + maxTokenLifetimeSeconds + 1,
      traffic: { ...tokenTraffic, pauseMilliseconds: 400 },
      events: [
        { atSeconds: opensAtSeconds, do: 'open-edge', ...edge },
        ...faults,
        { atSeconds: rotateAtSeconds, do: 'rotate', series },
        {
          ...{ atSeconds: earlyAtSeconds, do: 'rotate', series, refusedBy: 'O1' },
          toldToWait: { atLeastSeconds: 1, atMostSeconds: lagSeconds + 1 },
        },
        { atSeconds: lateAtSeconds, do: 'rotate', series },
      ],
      bars: {
        ...harmlessToTokens,
        publishedKeys: 4,
        signingKids: 3,
        // From when the caches came: the next key that is published shows it.
        alarmSeconds: rotateAtSeconds + publicationDelaySeconds + lagSeconds,
      },
    },
    { issuer: { alg: TOKEN_SERIES, preflight: true } },
  );
}

/** So long before the rotation, whatever the machine is doing, the caches have a copy of what was before it. */
const aheadSeconds = 0.5;
const cacheSeconds = 5;
const brokenForSeconds = 4;

export const staleEdges: readonly OriginDrill[] = [
  staleEdge(
    'stale-edge',
    'two caches keep the key set for longer than anybody was told: the next key waits until it was seen',
    { cacheSeconds, staleSeconds: 0 },
    cacheSeconds + 1,
    // They fill when they come, so that both let go of the old set when it is as old as they allow.
    rotateAtSeconds - aheadSeconds,
  ),
  staleEdge(
    'stale-edge-on-error',
    'two caches give the old key set while the origin fails: the next key waits until it was seen',
    { cacheSeconds: 0.5, staleSeconds: 2 * brokenForSeconds },
    brokenForSeconds + 2,
    1,
    [
      {
        ...{ atSeconds: rotateAtSeconds - aheadSeconds, do: 'break-origin', how: 'unavailable' },
        forSeconds: brokenForSeconds + aheadSeconds,
      },
    ],
  ),
];
