import { dirname, resolve } from 'node:path';
import { checkConfiguration } from './configuration/check-configuration.js';
import { assertLoopback, developmentConfiguration } from './configuration/development.js';
import type { Environment } from './configuration/environment.js';
import { applyEnvironment } from './configuration/environment.js';
import { readObjectFile } from './configuration/read-file.js';
import { resolvePaths } from './configuration/resolve-paths.js';
import type { Configuration } from './configuration/schema.js';

/** The one door to the environment. */
export function processEnvironment(): Environment {
  return process.env;
}

/** A configuration file with the environment over it, checked as one. Throws ConfigurationError. */
export async function loadConfiguration(file: string, environment: Environment): Promise<Configuration> {
  const written = applyEnvironment(await readObjectFile(file), environment);
  return resolvePaths(checkConfiguration(written), dirname(resolve(file)));
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
