import { env, waitUntil } from 'cloudflare:workers';
import { createVerifier } from '@keyturn/relying-party';
import { answerResourceMetadata, authenticateRequest, resourceMetadata } from '@keyturn/relying-party/web';

// Once for the worker, not for each request: its keys are for all of them.
const verifier = createVerifier({
  issuers: [{ issuer: env.ISSUER, audience: env.AUDIENCE }],
  // A worker cannot see the address that a name leads to.
  addressCheck: 'unavailable',
  // A fetch of keys goes on when the request that began it is answered or gone.
  waitUntil,
  allowLoopback: env.DEVELOPMENT === 'yes',
});
const metadata = resourceMetadata({ resource: env.AUDIENCE, authorizationServers: [env.ISSUER] });

export default {
  async fetch(request: Request): Promise<Response> {
    const document = answerResourceMetadata(metadata, request);
    if (document !== undefined) return document;
    const outcome = await authenticateRequest(verifier, request, { resourceMetadata: metadata.url });
    if (!outcome.accepted) return outcome.response;
    const { claims, kid } = outcome.token;
    return Response.json({ hello: claims.sub, kid });
  },
};
