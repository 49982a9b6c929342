import { checkConfiguration } from './configuration/check-configuration.js';
import { assertLoopback, developmentConfiguration } from './configuration/development.js';
import type { Environment } from './configuration/environment.js';
import { applyEnvironment } from './configuration/environment.js';
import { readConfigurationFile } from './configuration/read-file.js';
import type { Configuration } from './configuration/schema.js';

/** The one door to the environment. */
export function processEnvironment(): Environment {
  return process.env;
}

/** A configuration file with the environment over it, checked as one. Throws ConfigurationError. */
export async function loadConfiguration(file: string, environment: Environment): Promise<Configuration> {
  return checkConfiguration(applyEnvironment(await readConfigurationFile(file), environment));
}

/** Development mode's own configuration with the environment over it; a port changes the issuer too. */
export function loadDevelopmentConfiguration(environment: Environment): Configuration {
  const { listen } = checkConfiguration(applyEnvironment(developmentConfiguration(), environment));
  assertLoopback(listen.host);
  return checkConfiguration(applyEnvironment(developmentConfiguration(listen.port), environment));
}
