export { type DenylistFile, type DenylistFileOptions, openDenylistFile } from './denylist/denylist-file.js';
export { DenylistFileError, type DenylistFileErrorCode } from './denylist/denylist-file-error.js';
export type { DeniedNames, DenylistOptions, LiveNames } from './denylist/options.js';
export { readSignedDenylist } from './denylist/read-signed-denylist.js';
export { type DenylistClaims, type DenylistTrust, denylistType } from './denylist/signed-list.js';
