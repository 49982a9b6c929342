import { startCarelessTarget } from '../../../provider/drills/careless-target.js';
import { ExpiryOnlyTarget } from '../../../provider/drills/expiry-only-target.js';
import { HttpClient } from '../../../provider/drills/http-client.js';
import type { StartTarget } from '../../../provider/drills/start-target.js';
import { createVerifierTarget } from '../../../provider/drills/verifier-target.js';

/** Believes every set that comes, whatever it believed before. */
export const believesWhatComes: StartTarget = (issuer, _party, stage) => new ExpiryOnlyTarget(stage, issuer);

/** Asks for the set whenever it refuses a token, and takes it to its last byte. */
export const fetchesForEachRefusal: StartTarget = (issuer, _party, stage) => {
  const careful = createVerifierTarget(stage, issuer);
  const http = new HttpClient({ clock: stage.clock, connect: stage.network.connect });
  return {
    ...careful,
    async present(issued) {
      const said = await careful.present(issued);
      if (said.answer !== 'accepted') await http.send(`${issuer}/jwks`, { method: 'GET' }).catch(() => {});
      return said;
    },
    close() {
      http.close();
      careful.close();
    },
  };
};

/** Takes whole whatever the origin offers, with every token. */
export const readsEverything: StartTarget = (issuer, _party, stage) => {
  const careful = createVerifierTarget(stage, issuer, { staleIfErrorSeconds: 8 });
  const { clock, network } = stage;
  const http = new HttpClient({ clock, connect: network.connect, maxAnswerBytes: 100_000_000 });
  return {
    ...careful,
    async present(issued) {
      await http.send(`${issuer}/jwks`, { method: 'GET' }).catch(() => {});
      return careful.present(issued);
    },
    close() {
      http.close();
      careful.close();
    },
  };
};

/** Knows the address of the set by heart. */
export const neverDiscovers: StartTarget = (issuer, _party, stage) =>
  createVerifierTarget(stage, issuer, { discovery: { jwksUri: `${issuer}/jwks` } });

const LONG_SECONDS = 20;

/** Remembers for long that there was no key of a kid. */
export const refusesForLong: StartTarget = (issuer, _party, stage) => {
  const careful = createVerifierTarget(stage, issuer);
  const refusedUntil = new Map<string, number>();
  const kidOf = (token: string) =>
    String(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')).kid);
  return {
    ...careful,
    async present(issued) {
      const kid = kidOf(issued.token);
      if ((refusedUntil.get(kid) ?? 0) > stage.clock.nowSeconds())
        return { answer: 'refused', code: 'key_unknown', kidKnown: false };
      const said = await careful.present(issued);
      if (said.code === 'key_unknown') refusedUntil.set(kid, stage.clock.nowSeconds() + LONG_SECONDS);
      return said;
    },
  };
};

/** Where nobody is judged by it, the first key is taken too. */
export const takesTheFirstKey: StartTarget = (issuer, party, stage) =>
  startCarelessTarget(issuer, party, stage, party % 2 === 0 ? 'known-members' : 'first-key');
