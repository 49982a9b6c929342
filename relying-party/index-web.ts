import { systemClock } from '@keyturn/shared/clock';
import { createVerifierOn, type Verifier } from './create-verifier.js';
import { createWebFetch } from './fetch/web.js';
import { requireAddressCheckChoice } from './options/require-address-check-choice.js';
import type { VerifierOptions } from './options.js';
import { createWebSignature } from './signature/web.js';
import { decodeBase64url } from './token/base64url.js';

export * from './public-names.js';

/**
 * Creates a verifier where there is no node:crypto: WebCrypto through jose, and `fetch`.
 * @throws OptionRefusal when an option is unknown, missing or wrong.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  requireAddressCheckChoice(options);
  return createVerifierOn(
    { createFetch: createWebFetch, signature: createWebSignature(), clock: systemClock, decodeBase64url },
    options,
  );
}
