import { suggestName } from '@keyturn/shared/suggest-name';
import { ConfigurationError } from './configuration-error.js';

/** Variables as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'KEYTURN_';

/** Every variable, and the place in the configuration that it sets. */
export const environmentNames: Readonly<
  Record<string, { path: readonly string[]; read: (text: string) => unknown }>
> = {
  KEYTURN_ISSUER: { path: ['issuer'], read: (text) => text },
  KEYTURN_HOST: { path: ['listen', 'host'], read: (text) => text },
  KEYTURN_PORT: { path: ['listen', 'port'], read: readNumber },
  KEYTURN_WRAPPING_KEY: { path: ['wrappingKey'], read: (text) => text },
  KEYTURN_CRON_CREDENTIAL: { path: ['cron', 'credentials'], read: (text) => [`plain:${text}`] },
  KEYTURN_STORE_URL: { path: ['store', 'url'], read: (text) => text },
  KEYTURN_ADMIN_CREDENTIAL: {
    path: ['admin', 'callers'],
    read: (text) => [{ name: 'operator', credentials: [`plain:${text}`] }],
  },
  KEYTURN_ENVIRONMENT: { path: ['environment'], read: (text) => text },
  KEYTURN_LOG_LEVEL: { path: ['log', 'level'], read: (text) => text },
};

/**
 * Puts the environment over a configuration. Pure. A name that is nearly one of ours is refused, since a typing error
 * must not pass in silence; other names of the prefix belong to somebody else. Throws ConfigurationError.
 */
export function applyEnvironment(
  base: Readonly<Record<string, unknown>>,
  environment: Environment,
): Readonly<Record<string, unknown>> {
  let result = base;
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith(PREFIX) || text === undefined || text === '') continue;
    const known = environmentNames[name];
    if (known === undefined) refuseNearMiss(name);
    else result = setAt(result, known.path, known.read(text));
  }
  return result;
}

/** The places that these variables set. */
export function placesSet(environment: Environment): readonly (readonly string[])[] {
  return Object.entries(environmentNames).flatMap(([name, { path }]) =>
    (environment[name] ?? '') === '' ? [] : [path],
  );
}

function refuseNearMiss(name: string): void {
  const known = Object.keys(environmentNames).map((each) => each.slice(PREFIX.length));
  const near = suggestName(name.slice(PREFIX.length), known);
  if (near === undefined) return;
  throw new ConfigurationError('config_unknown_name', [
    `environment: there is no ${name}; did you mean ${PREFIX}${near}?`,
  ]);
}

function setAt(
  base: Readonly<Record<string, unknown>>,
  [step = '', ...rest]: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  const below = base[step];
  const object = typeof below === 'object' && below !== null ? { ...below } : {};
  return { ...base, [step]: rest.length === 0 ? value : setAt(object, rest, value) };
}

/** What is no number goes on as text, so that the schema names its place. */
function readNumber(text: string): unknown {
  return /^\d{1,6}$/.test(text) ? Number(text) : text;
}
