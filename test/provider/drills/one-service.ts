import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { ExpiryOnlyTarget } from '../../../provider/drills/expiry-only-target.js';
import { HttpClient } from '../../../provider/drills/http-client.js';
import type { StartTarget } from '../../../provider/drills/start-target.js';
import { judgeStatus } from '../../../provider/drills/url-target.js';
import { createVerifierTarget } from '../../../provider/drills/verifier-target.js';
import type { Stage } from '../../../provider/scenario/stage.js';
import type { Target } from '../../../provider/scenario/world.js';

type StartService = (stage: Stage, issuer: string) => Target;

/** With our verifier, as the guide writes it. */
export const carefulService =
  (staleIfErrorSeconds: number): StartService =>
  (stage, issuer) =>
    createVerifierTarget(stage, issuer, { staleIfErrorSeconds });

/** Takes whatever set comes, when the one before has expired. */
export const believingService: StartService = (stage, issuer) => new ExpiryOnlyTarget(stage, issuer);

/** Reads the set once for all. */
export const pinnedService: StartService = (stage, issuer) => {
  const http = new HttpClient({ clock: stage.clock, connect: stage.network.connect });
  const set = http
    .send(`${issuer}/jwks`, { method: 'GET' })
    .then(({ body }) => JSON.parse(body) as JSONWebKeySet);
  return {
    async present({ token }) {
      const currentDate = new Date(stage.clock.nowSeconds() * 1000);
      const isAccepted = await jwtVerify(token, createLocalJWKSet(await set), { issuer, currentDate }).then(
        () => true,
        () => false,
      );
      return { answer: isAccepted ? 'accepted' : 'refused', code: null, kidKnown: null };
    },
    close: () => http.close(),
  };
};

/**
 * One service that all clients call, on a virtual clock: of what it knows and does nothing is seen but the status of its
 * answers, as of a URL.
 */
export function oneService(start: StartService): StartTarget {
  const services = new WeakMap<Stage, Target>();
  return (issuer, _party, stage) => {
    const service = services.get(stage) ?? start(stage, issuer);
    services.set(stage, service);
    return {
      async present(issued) {
        const { answer } = await service.present(issued);
        return judgeStatus({ accepted: 200, refused: 401, error: 503 }[answer]);
      },
      close: () => service.close(),
    };
  };
}
