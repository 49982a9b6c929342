import { exposureSeconds } from '@keyturn/shared/rotation-bounds';
import type { Configuration } from '../configuration/schema.js';
import type { Provider } from '../create-provider.js';

/** What a person should know of a provider that has just started: E8's two numbers above all. */
export function describeStart(
  { issuer, ring }: Provider,
  { listen, store }: Configuration,
  port: number,
): string {
  const perSeries = ring.policy.series.map((series) => {
    const { healthy, fetchesBlocked } = exposureSeconds(series);
    return (
      `  ${series.name}: published ${series.publishLeadSeconds} s before it signs, ${series.retentionSeconds} s after; ` +
      `a JWKS outage of ${series.staleSeconds} s is survived; ` +
      `a revoked key is refused everywhere after ${healthy} s, ${fetchesBlocked} s with fetches blocked`
    );
  });
  const memory = store.kind === 'memory' ? ['  the ring is in memory: every key dies with this process'] : [];
  return [`${issuer} on ${listen.host}:${port}`, ...perSeries, ...memory].join('\n');
}
