import { resolve } from 'node:path';
import type { X5cOptions } from '@keyturn/relying-party/x5c';
import type { CertificatesConfiguration } from './certificates-schema.js';

type Upstream = NonNullable<CertificatesConfiguration['replica']>['upstream'];

/** The same as `resolvePaths`, for what certificates are read from. */
export function resolveCertificatePaths(
  certificates: CertificatesConfiguration,
  folder: string,
): CertificatesConfiguration {
  const { authority, replica } = certificates;
  return {
    ...certificates,
    ...(authority?.folder === undefined
      ? {}
      : { authority: { ...authority, folder: resolve(folder, authority.folder) } }),
    ...(replica === undefined
      ? {}
      : { replica: { ...replica, upstream: resolveUpstream(replica.upstream, folder) } }),
  };
}

/** Files of anchors, CRLs and denylists of a client. */
export function resolveX5cPaths(options: X5cOptions, folder: string): X5cOptions {
  const { anchorsFile, crlsFile, denylistFile } = options;
  const resolveAll = (files: string | readonly string[]) =>
    (typeof files === 'string' ? [files] : files).map((file) => resolve(folder, file));
  return {
    ...options,
    ...(anchorsFile === undefined ? {} : { anchorsFile: resolveAll(anchorsFile) }),
    ...(crlsFile === undefined ? {} : { crlsFile: resolveAll(crlsFile) }),
    ...(denylistFile === undefined ? {} : { denylistFile: resolve(folder, denylistFile) }),
  };
}

/** Every member of an upstream whose name ends in File is a path. */
function resolveUpstream(upstream: Upstream, folder: string): Upstream {
  const entries = Object.entries(upstream).map(([name, value]) => [
    name,
    name.endsWith('File') && typeof value === 'string' ? resolve(folder, value) : value,
  ]);
  return Object.fromEntries(entries) as Upstream;
}
