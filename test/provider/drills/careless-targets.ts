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
