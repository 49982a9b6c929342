import { createNodeSignature } from '../signature/node.js';
import { decodeBase64urlByBuffer } from '../token/base64url-node.js';
import { type DenylistClaims, type DenylistTrust, readSignedList } from './signed-list.js';

/**
 * Reads a signed denylist that is at hand. Rejects with DenylistFileError, or with a VerificationRejection for what is no
 * compact JWS.
 */
export function readSignedDenylist(unverifiedText: string, trust: DenylistTrust): Promise<DenylistClaims> {
  const platform = { signature: createNodeSignature(), decode: decodeBase64urlByBuffer };
  return readSignedList(unverifiedText, trust, platform);
}
