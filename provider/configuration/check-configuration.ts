import { suggestName } from '@keyturn/shared/suggest-name';
import type { z } from 'zod';
import { findInnerFaults } from './check-inners.js';
import { checkIssuer } from './check-issuer.js';
import { ConfigurationError } from './configuration-error.js';
import { namesAt } from './names-at.js';
import type { Configuration } from './schema.js';
import { configurationSchema } from './schema.js';

/** Checks a configuration from anywhere and fills in its defaults. Throws ConfigurationError with every finding. */
export function checkConfiguration(value: unknown): Configuration {
  const read = configurationSchema.safeParse(value);
  if (!read.success) {
    const unknown = read.error.issues.some(({ code }) => code === 'unrecognized_keys');
    const code = unknown ? 'config_unknown_name' : 'config_invalid';
    throw new ConfigurationError(code, read.error.issues.flatMap(describeIssue));
  }
  checkIssuer(read.data);
  checkReferences(read.data);
  return read.data;
}

function describeIssue(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code !== 'unrecognized_keys') return [`${placeOf(issue.path)}: ${issue.message}`];
  const known = namesAt(configurationSchema, issue.path);
  return issue.keys.map((key) => {
    const near = suggestName(key, known);
    const cure = near === undefined ? `known are ${known.join(', ')}` : `did you mean "${near}"?`;
    return `${placeOf([...issue.path, key])}: there is no such name; ${cure}`;
  });
}

function placeOf(path: readonly PropertyKey[]): string {
  return (
    path
      .map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at === 0 ? '' : '.'}${String(step)}`))
      .join('') || 'configuration'
  );
}

/** What one part says of another. */
function checkReferences(configuration: Configuration): void {
  const { rotation, clients, certificates, store } = configuration;
  const names = rotation.series.map(({ name, alg }) => name ?? alg);
  const findings = [
    // Ring keys outlive the process, so the CA that certified them must as well.
    ...(certificates?.ringKeys === true &&
    store.kind === 'file' &&
    certificates.authority?.folder === undefined
      ? ['certificates.authority.folder: is needed where ringKeys are kept in a store']
      : []),
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
  ];
  if (findings.length > 0) throw new ConfigurationError('config_invalid', findings);
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}
