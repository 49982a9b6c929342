import { resolve } from 'node:path';
import type { IssuerConfiguration } from './issuer-schema.js';
import { resolveCertificatePaths, resolveX5cPaths } from './resolve-certificate-paths.js';
import type { Configuration } from './schema.js';

/** Paths in a configuration are meant from the folder where it lies, not from where the command is run. */
export function resolvePaths(configuration: Configuration, folder: string): Configuration {
  const { wrappingKeyFile, issuers, listen } = configuration;
  const { tls } = listen;
  return {
    ...configuration,
    ...(tls === undefined
      ? {}
      : {
          listen: {
            ...listen,
            tls: {
              certificateFile: resolve(folder, tls.certificateFile),
              keyFile: resolve(folder, tls.keyFile),
            },
          },
        }),
    ...(wrappingKeyFile === undefined
      ? {}
      : { wrappingKeyFile: wrappingKeyFile.map((file) => resolve(folder, file)) }),
    issuers: issuers.map((issuer) => resolveIssuerPaths(issuer, folder)),
  };
}

function resolveIssuerPaths(configuration: IssuerConfiguration, folder: string): IssuerConfiguration {
  const { store, certificates, clients } = configuration;
  return {
    ...configuration,
    clients: clients.map(({ x5c, ...client }) => ({
      ...client,
      ...(x5c === undefined ? {} : { x5c: resolveX5cPaths(x5c, folder) }),
    })),
    store: store.kind === 'file' ? { ...store, folder: resolve(folder, store.folder) } : store,
    ...(certificates === undefined ? {} : { certificates: resolveCertificatePaths(certificates, folder) }),
  };
}
