import { systemClock } from '@keyturn/shared/clock';
import { createVerifierOn, type Verifier } from './create-verifier.js';
import { createNodeFetch } from './fetch/node.js';
import type { VerifierOptions } from './options.js';
import { createNodeSignature } from './signature/node.js';
import { decodeBase64urlByBuffer } from './token/base64url-node.js';

export * from './public-names.js';

/**
 * Creates a verifier on Node.
 * @throws OptionRefusal when an option is unknown, missing or wrong.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  return createVerifierOn(
    {
      createFetch: (clock) => createNodeFetch({ clock }),
      signature: createNodeSignature(),
      clock: systemClock,
      decodeBase64url: decodeBase64urlByBuffer,
    },
    options,
  );
}
