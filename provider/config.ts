import { dirname, resolve } from 'node:path';
import { checkConfiguration } from './configuration/check-configuration.js';
import { assertLoopback, developmentConfiguration } from './configuration/development.js';
import type { Environment } from './configuration/environment.js';
import { applyEnvironment, placesSet } from './configuration/environment.js';
import { readObjectFile } from './configuration/read-file.js';
import { resolvePaths } from './configuration/resolve-paths.js';
import type { Configuration } from './configuration/schema.js';

/** The one door to the environment. */
export function processEnvironment(): Environment {
  return process.env;
}

/** A configuration file with the environment over it, checked as one. Throws ConfigurationError. */
export async function loadConfiguration(file: string, environment: Environment): Promise<Configuration> {
  return (await readConfiguration(file, environment)).configuration;
}

/** The same with what was written, and with the places that the environment set. Throws ConfigurationError. */
export async function readConfiguration(file: string, environment: Environment) {
  const written = applyEnvironment(await readObjectFile(file), environment);
  const configuration = resolvePaths(checkConfiguration(written), dirname(resolve(file)));
  return { configuration, written, set: placesSet(environment) };
}

/** Development mode's own configuration with the environment over it; a port changes the issuer too. */
export function loadDevelopmentConfiguration(
  environment: Environment,
  folder: string,
  drills: readonly string[] = [],
): Configuration {
  const { listen } = checkConfiguration(applyEnvironment(developmentConfiguration(), environment));
  assertLoopback(listen.host);
  const configuration = applyEnvironment(developmentConfiguration(listen.port, drills), environment);
  return resolvePaths(checkConfiguration(configuration), folder);
}
