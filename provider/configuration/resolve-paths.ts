import { resolve } from 'node:path';
import type { Configuration } from './schema.js';

/** Paths in a configuration are meant from the folder where it lies, not from where the command is run. */
export function resolvePaths(configuration: Configuration, folder: string): Configuration {
  const { store, wrappingKeyFile } = configuration;
  return {
    ...configuration,
    store: store.kind === 'file' ? { ...store, folder: resolve(folder, store.folder) } : store,
    ...(wrappingKeyFile === undefined
      ? {}
      : { wrappingKeyFile: wrappingKeyFile.map((file) => resolve(folder, file)) }),
  };
}
