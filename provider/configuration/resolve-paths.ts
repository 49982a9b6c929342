import { resolve } from 'node:path';
import { resolveCertificatePaths, resolveX5cPaths } from './resolve-certificate-paths.js';
import type { Configuration } from './schema.js';

/** Paths in a configuration are meant from the folder where it lies, not from where the command is run. */
export function resolvePaths(configuration: Configuration, folder: string): Configuration {
  const { store, wrappingKeyFile, certificates, clients } = configuration;
  return {
    ...configuration,
    clients: clients.map(({ x5c, ...client }) => ({
      ...client,
      ...(x5c === undefined ? {} : { x5c: resolveX5cPaths(x5c, folder) }),
    })),
    store: store.kind === 'file' ? { ...store, folder: resolve(folder, store.folder) } : store,
    ...(wrappingKeyFile === undefined
      ? {}
      : { wrappingKeyFile: wrappingKeyFile.map((file) => resolve(folder, file)) }),
    ...(certificates === undefined ? {} : { certificates: resolveCertificatePaths(certificates, folder) }),
  };
}
