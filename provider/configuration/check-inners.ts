import { resolvePolicy } from '../ring/policy.js';
import type { IssuerConfiguration } from './issuer-schema.js';

/**
 * Pure: what is wrong with the issuing of inner JWTs, as sentences. Their series signs nothing else, so that its T is
 * their lifetime (J2) and a leak of access tokens' key makes no inners.
 */
export function findInnerFaults({ rotation, clients, inners }: IssuerConfiguration): readonly string[] {
  if (inners === undefined)
    return clients.flatMap((client) =>
      client.inners ? [`clients: "${client.clientId}" may have inners, and inners.series is not given`] : [],
    );
  const { series: every } = resolvePolicy(rotation);
  const at = every.findIndex(({ name }) => name === inners.series);
  const series = every[at];
  if (series === undefined)
    return [
      `inners.series: there is no series "${inners.series}"; there are ${every.map(({ name }) => name).join(', ')}`,
    ];
  const { lifetimeSeconds = series.maxTokenLifetimeSeconds } = inners;
  return [
    ...(at === 0
      ? ['inners.series: the first series signs access tokens; inners need a series of their own']
      : []),
    ...clients
      .filter((client) => client.series === inners.series)
      .map(({ clientId }) => `clients: "${clientId}" names the series of inners for its access tokens`),
    ...(lifetimeSeconds > series.maxTokenLifetimeSeconds
      ? [
          `inners.lifetimeSeconds: ${lifetimeSeconds} is over the ${series.maxTokenLifetimeSeconds} of maxTokenLifetimeSeconds of the series, for which its keys are kept (J2)`,
        ]
      : []),
  ];
}
