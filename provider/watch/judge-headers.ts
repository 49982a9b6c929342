import { profiles } from '@keyturn/shared/profiles';
import { type Finding, find } from './finding.js';
import type { WatchState } from './watch-state.js';

const { minFreshSeconds, maxFreshSeconds, defaultFreshSeconds } = profiles.default.verifier;
/** The leeway of our own verifier. */
export const STRICT_LEEWAY_SECONDS = 5;

/** How the key set may be kept. */
export function judgeHeaders({ keySet }: WatchState): Finding[] {
  if (keySet === undefined) return [];
  const { headers, hasEtag, revalidates, offsetSeconds } = keySet;
  const found: Finding[] = [];
  const { maxAgeSeconds } = headers;
  if (headers.uncacheable)
    found.push(find('cache_uncacheable', 'The key set is sent with no-store or no-cache.'));
  else if (maxAgeSeconds === undefined)
    found.push(
      find(
        'cache_control_missing',
        `The key set has no max-age that can be read. Ours keeps it for ${defaultFreshSeconds} s, others from a minute to a day.`,
        { terms: { defaultFreshSeconds } },
      ),
    );
  else if (maxAgeSeconds < minFreshSeconds)
    found.push(
      find('max_age_short', `max-age is ${maxAgeSeconds} s, below ${minFreshSeconds} s.`, {
        terms: { maxAgeSeconds, minFreshSeconds },
      }),
    );
  else if (maxAgeSeconds > maxFreshSeconds)
    found.push(
      find('max_age_long', `max-age is ${maxAgeSeconds} s, over ${maxFreshSeconds} s.`, {
        terms: { maxAgeSeconds, maxFreshSeconds },
      }),
    );
  if (!hasEtag || revalidates === false)
    found.push(
      find(
        'revalidation_missing',
        hasEtag ? 'Its own ETag is not answered by 304.' : 'The key set has no ETag.',
      ),
    );
  if (offsetSeconds !== undefined && Math.abs(offsetSeconds) > STRICT_LEEWAY_SECONDS)
    found.push(
      find(
        'clock_offset',
        `Its Date is ${Math.round(Math.abs(offsetSeconds))} s ${offsetSeconds < 0 ? 'behind' : 'ahead of'} our clock; strict verifiers allow ${STRICT_LEEWAY_SECONDS} s.`,
        { terms: { offsetSeconds, leewaySeconds: STRICT_LEEWAY_SECONDS } },
      ),
    );
  return found;
}
