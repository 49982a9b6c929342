import type { Clock } from '@keyturn/shared/clock';
import { createVerifierOn, type Verifier } from './create-verifier.js';
import { type Connect, createNodeFetch } from './fetch/node.js';
import type { VerifierOptions } from './options.js';
import { createNodeSignature } from './signature/node.js';
import { decodeBase64urlByBuffer } from './token/base64url-node.js';

export { checkUrl } from './fetch/check-url.js';
export type { FetchDocument, FetchedDocument, FetchRequest, FetchRules } from './fetch/door.js';
/** The verifier's door to the network, for whoever watches an issuer as a verifier would see it. Under no promise. */
export { type Connect, fetchOnNode } from './fetch/node.js';
/** The parser of tokens, for who reads what strangers send: a member given twice is refused. Under no promise. */
export { parseStrictJson } from './token/strict-json.js';

/** What a drill gives a verifier in place of the machine's own. */
export interface DrillStage {
  readonly clock: Clock;
  readonly connect: Connect;
  /** Uniform in [0, 1), for jitter. */
  readonly draw: () => number;
}

/**
 * The verifier of the main entry, bit for bit, in a world where time, chance and the network are a drill's. Unstable: it
 * changes with the drills and is under no promise.
 * @throws OptionRefusal
 */
export function createDrillVerifier(options: Omit<VerifierOptions, 'clock'>, stage: DrillStage): Verifier {
  const { clock, connect, draw } = stage;
  return createVerifierOn(
    {
      createFetch: () => createNodeFetch({ clock, connect }),
      signature: createNodeSignature(),
      clock,
      draw,
      decodeBase64url: decodeBase64urlByBuffer,
    },
    options,
  );
}
