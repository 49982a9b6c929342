import { resolvePolicy } from '../ring/policy.js';
import type { IssuerConfiguration } from './issuer-schema.js';

/** Pure: what is wrong with the signing of the history, as sentences. Its series signs nothing that passes for a token. */
export function findRecordsFaults({
  rotation,
  clients,
  inners,
  records,
}: Pick<IssuerConfiguration, 'rotation' | 'clients' | 'inners' | 'records'>): readonly string[] {
  if (records === undefined) return [];
  const names = resolvePolicy(rotation).series.map(({ name }) => name);
  const { series } = records;
  if (!names.includes(series))
    return [
      `records.series: there is no series "${series}"; add {"alg": "ES256", "name": "${series}"} to rotation.series, after the first`,
    ];
  return [
    ...(series === names[0]
      ? ['records.series: the first series signs access tokens; records need a series of their own']
      : []),
    ...(series === inners?.series
      ? ['records.series: that series signs inners; records need a series of their own']
      : []),
    ...clients
      .filter((client) => client.series === series)
      .map(({ clientId }) => `clients: "${clientId}" names the series of records for its access tokens`),
  ];
}
