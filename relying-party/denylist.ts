export { type DenylistFile, type DenylistFileOptions, openDenylistFile } from './denylist/denylist-file.js';
export { DenylistFileError, type DenylistFileErrorCode } from './denylist/denylist-file-error.js';
export type { DeniedNames, DenylistOptions, LiveNames } from './denylist/options.js';
export { type DenylistClaims, denylistType } from './denylist/signed-list.js';
