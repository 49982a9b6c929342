import { exposureSeconds } from '@keyturn/shared/rotation-bounds';
import type { IssuerConfiguration } from '../configuration/issuer-schema.js';
import type { Configuration } from '../configuration/schema.js';
import type { Provider } from '../create-provider.js';
import type { Issuer } from '../open-issuer.js';

/** What a person should know of a provider that has just started: E8's two numbers above all. */
export function describeStart(
  { issuers }: Provider,
  { listen, issuers: configured }: Configuration,
  port: number,
): string {
  return issuers
    .map((issuer, at) => describeIssuer(issuer, configured[at], `${listen.host}:${port}`))
    .join('\n');
}

function describeIssuer(
  { url, ring }: Issuer,
  configured: IssuerConfiguration | undefined,
  address: string,
): string {
  const perSeries = ring.policy.series.map((series) => {
    const { healthy, fetchesBlocked } = exposureSeconds(series);
    return (
      `  ${series.name}: published ${series.publishLeadSeconds} s before it signs, ${series.retentionSeconds} s after; ` +
      `a JWKS outage of ${series.staleSeconds} s is survived; ` +
      `a revoked key is refused everywhere after ${healthy} s, ${fetchesBlocked} s with fetches blocked`
    );
  });
  const memory =
    configured?.store.kind === 'memory' ? ['  the ring is in memory: every key dies with this process'] : [];
  const openId =
    ring.policy.series.some(({ alg }) => alg === 'RS256') || configured?.discovery.openIdWithoutRs256;
  const metadata = openId
    ? []
    : [
        '  no series is for RS256: the OpenID form of the metadata is not served (discovery.openIdWithoutRs256)',
      ];
  return [`${url} on ${address}`, ...perSeries, ...metadata, ...memory].join('\n');
}
