import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { createVerifierOn } from '../../relying-party/dist/create-verifier.js';
import { createNodeSignature } from '../../relying-party/dist/signature/node.js';
import { decodeBase64urlByBuffer } from '../../relying-party/dist/token/base64url-node.js';

/** The real verifier on a virtual clock, with a provider in the process that counts what is read of it. */
export function createVirtualVerifier({ issuers, jwk, startSeconds, ...options }) {
  const clock = new VirtualClock(startSeconds);
  const state = { fetches: 0 };
  const fetchDocument = async ({ url }) => {
    state.fetches++;
    const { origin } = new URL(url);
    const body = url.includes('/.well-known/')
      ? { issuer: origin, jwks_uri: `${origin}/jwks` }
      : { keys: [jwk] };
    return {
      status: 200,
      header: (name) => (name === 'cache-control' ? 'max-age=600' : undefined),
      body: Buffer.from(JSON.stringify(body)),
      receivedAtSeconds: clock.nowSeconds(),
    };
  };
  const verifier = createVerifierOn(
    {
      createFetch: () => fetchDocument,
      signature: createNodeSignature(),
      clock,
      decodeBase64url: decodeBase64urlByBuffer,
    },
    { issuers, ...options },
  );
  return { verifier, clock, state };
}
