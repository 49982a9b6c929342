import { suggestName } from '@keyturn/shared/suggest-name';
import type { z } from 'zod';
import { checkIssuer } from './check-issuer.js';
import { findIssuerFaults } from './check-issuer-members.js';
import { findIssuerConflicts } from './check-issuers.js';
import { ConfigurationError } from './configuration-error.js';
import { issuerMembers } from './issuer-schema.js';
import { namesAt } from './names-at.js';
import { rotationSchema } from './rotation-schema.js';
import type { Configuration } from './schema.js';
import { configurationSchema, severalIssuersSchema } from './schema.js';

/** Checks a configuration from anywhere and fills in its defaults. Throws ConfigurationError with every finding. */
export function checkConfiguration(value: unknown): Configuration {
  const configuration = readConfiguration(value);
  const { issuers } = configuration;
  for (const [at, issuer] of issuers.entries()) checkIssuer(issuer, placeOfIssuer(issuers.length, at));
  const findings = [
    ...issuers.flatMap((issuer, at) =>
      findIssuerFaults(issuer).map((fault) => `${placeOfIssuer(issuers.length, at)}${fault}`),
    ),
    ...findIssuerConflicts(issuers),
    ...findRepeatedCallers(configuration),
    ...findSharedPort(configuration),
  ];
  if (findings.length > 0) throw new ConfigurationError('config_invalid', findings);
  return configuration;
}

/** The rotation part alone, for who studies a policy without a provider. Throws ConfigurationError. */
export function checkRotation(value: unknown): z.output<typeof rotationSchema> {
  return readBy(rotationSchema, value);
}

function readConfiguration(value: unknown): Configuration {
  if (hasIssuers(value)) return readBy(severalIssuersSchema, value);
  const {
    issuer,
    allowHttpIssuer,
    production,
    store,
    rotation,
    preflight,
    confirmClockSteps,
    clients,
    inners,
    records,
    jwksEvents,
    discovery,
    certificates,
    ...ofProcess
  } = readBy(configurationSchema, value);
  const own = {
    issuer,
    allowHttpIssuer,
    production,
    store,
    rotation,
    preflight,
    confirmClockSteps,
    clients,
    discovery,
  };
  return {
    ...ofProcess,
    issuers: [
      {
        ...own,
        ...(inners === undefined ? {} : { inners }),
        ...(records === undefined ? {} : { records }),
        ...(jwksEvents === undefined ? {} : { jwksEvents }),
        ...(certificates === undefined ? {} : { certificates }),
      },
    ],
  };
}

function hasIssuers(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'issuers' in value && value.issuers !== undefined;
}

function readBy<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const unknown = read.error.issues.some(({ code }) => code === 'unrecognized_keys');
  const code = unknown ? 'config_unknown_name' : 'config_invalid';
  throw new ConfigurationError(
    code,
    read.error.issues.flatMap((issue) => describeIssue(schema, issue)),
  );
}

function describeIssue(schema: z.ZodType, issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code !== 'unrecognized_keys') return [`${placeOf(issue.path)}: ${issue.message}`];
  const known = namesAt(schema, issue.path);
  return issue.keys.map((key) => {
    const place = placeOf([...issue.path, key]);
    if (issue.path.length === 0 && key in issuerMembers)
      return `${place}: is of one issuer; beside issuers it says nothing, write it inside each of them`;
    const near = suggestName(key, known);
    const cure = near === undefined ? `known are ${known.join(', ')}` : `did you mean "${near}"?`;
    return `${place}: there is no such name; ${cure}`;
  });
}

function placeOf(path: readonly PropertyKey[]): string {
  return (
    path
      .map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at === 0 ? '' : '.'}${String(step)}`))
      .join('') || 'configuration'
  );
}

/** One issuer may be written without the list. */
function placeOfIssuer(count: number, at: number): string {
  return count === 1 ? '' : `issuers[${at}].`;
}

/** The journal tells callers apart by name. */
function findRepeatedCallers({ admin: { callers } }: Configuration): readonly string[] {
  const names = callers.map(({ name }) => name);
  const repeated = names.filter((name, at) => names.indexOf(name) !== at);
  return [...new Set(repeated)].map((name) => `admin.callers: there are two by the name ${name}`);
}

/** Port 0 is a free one, each time another. */
function findSharedPort({ listen, management }: Configuration): readonly string[] {
  const shared =
    management !== undefined &&
    listen.port !== 0 &&
    listen.port === management.port &&
    listen.host === management.host;
  return shared ? ['management.port: is listen.port too; choose another'] : [];
}
