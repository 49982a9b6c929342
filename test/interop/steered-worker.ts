import { env, waitUntil } from 'cloudflare:workers';
import { createVerifier } from '@keyturn/relying-party';
import { authenticateRequest } from '@keyturn/relying-party/web';
import { type Clock, systemClock } from '@keyturn/shared/clock';

let aheadSeconds = 0;
const clock: Clock = { ...systemClock, nowSeconds: () => systemClock.nowSeconds() + aheadSeconds };

/** The example with a clock that its caller sets, and with or without `waitUntil`. */
const verifier = createVerifier({
  issuers: [{ issuer: env.ISSUER, audience: env.AUDIENCE, leewaySeconds: 60 }],
  addressCheck: 'unavailable',
  allowLoopback: true,
  clock,
  ...(env.DEVELOPMENT === 'forgetful' ? {} : { waitUntil }),
});

export default {
  async fetch(request: Request): Promise<Response> {
    aheadSeconds = Number(request.headers.get('x-ahead-seconds'));
    const outcome = await authenticateRequest(verifier, request);
    return outcome.accepted ? Response.json({ kid: outcome.token.kid }) : outcome.response;
  },
};
