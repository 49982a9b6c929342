import { findInnerFaults } from './check-inners.js';
import { findRecordsFaults } from './check-records.js';
import type { IssuerConfiguration } from './issuer-schema.js';

/** Pure: what one part of an issuer's configuration says of another and should not, as sentences. */
export function findIssuerFaults(configuration: IssuerConfiguration): readonly string[] {
  const { rotation, clients, certificates, store } = configuration;
  const names = rotation.series.map(({ name, alg }) => name ?? alg);
  return [
    // Ring keys outlive the process, so the CA that certified them must as well.
    ...(certificates?.ringKeys === true &&
    store.kind !== 'memory' &&
    certificates.authority?.folder === undefined
      ? ['certificates.authority.folder: is needed where ringKeys are kept in a store']
      : []),
    ...(certificates?.ringKeys === true && rotation.coldStandby !== undefined
      ? ['rotation.coldStandby: certificates.ringKeys gives keys certificates that end before it is needed']
      : []),
    ...(rotation.coldStandby?.series ?? [])
      .filter((name) => !names.includes(name))
      .map(
        (name) => `rotation.coldStandby.series: there is no series "${name}"; there are ${names.join(', ')}`,
      ),
    ...pinnedPartyFaults(configuration, names),
    ...repeated(names).map((name) => `rotation.series: the name "${name}" is given twice`),
    ...repeated(clients.map(({ clientId }) => clientId)).map(
      (id) => `clients: the clientId "${id}" is given twice`,
    ),
    ...clients.flatMap(({ clientId, series }) =>
      series === undefined || names.includes(series)
        ? []
        : [`clients: "${clientId}" names the series "${series}"; there are ${names.join(', ')}`],
    ),
    ...findInnerFaults(configuration),
    ...findRecordsFaults(configuration),
  ];
}

function pinnedPartyFaults(
  { rotation: { pinnedParties = [] } }: IssuerConfiguration,
  names: readonly string[],
): readonly string[] {
  const unknown = pinnedParties.flatMap(({ series = [] }) => series.filter((name) => !names.includes(name)));
  return [
    ...unknown.map(
      (name) => `rotation.pinnedParties: there is no series "${name}"; there are ${names.join(', ')}`,
    ),
    ...repeated(pinnedParties.map(({ name }) => name)).map(
      (name) => `rotation.pinnedParties: "${name}" is given twice`,
    ),
  ];
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}
