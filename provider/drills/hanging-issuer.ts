import type { Stage } from '../scenario/stage.js';
import type { ScenarioIssuer, Target } from '../scenario/world.js';
import { type BareIssuer, startBareIssuer } from './bare-issuer.js';
import type { CastDrill } from './cast.js';
import { DRILL_AUDIENCE } from './drill-audience.js';
import { drillPatience } from './drill-patience.js';
import { askVerifier, openPartyVerifier } from './verifier-target.js';

const ISSUERS = 50;
/** A fetch from an issuer that answers is there and back four times at most; this is far more, and less than any deadline. */
const MOST_WAIT_MILLISECONDS = 400;

/** By stage: parties trust all of them. */
const issuersOf = new WeakMap<Stage, readonly BareIssuer[]>();

async function startIssuers(stage: Stage): Promise<ScenarioIssuer> {
  const issuers = await Promise.all(Array.from({ length: ISSUERS }, () => startBareIssuer(stage)));
  issuersOf.set(stage, issuers);
  const [first, ...others] = issuers;
  first?.hang();
  const { clock } = stage;
  let asked = 0;
  const notHere = { outcome: 'not_here', rule: null };
  return {
    issuer: first?.issuer ?? '',
    issueToken: async () => {
      const next = others[asked++ % others.length];
      if (next === undefined) throw new Error('there is no other issuer');
      return next.sign(clock.nowSeconds());
    },
    // Nobody can know its keys.
    badTokens: async () =>
      first === undefined
        ? []
        : [
            {
              what: 'of the issuer that hangs',
              token: (await first.sign(clock.nowSeconds())).token,
              code: null,
            },
          ],
    rotate: async () => notHere,
    revoke: async () => ({ ...notHere, revokedKid: '' }),
    publishedKeys: async () => [],
    keySetRequests: () => [],
    async close() {
      for (const each of issuers) await each.close();
    },
  };
}

/** Each token comes with one of the issuer that hangs, which is not waited for: so somebody always waits for it. */
export function createCrowdedTarget(
  stage: Stage,
  ask: (target: Target) => Target = (target) => target,
): Target {
  const issuers = issuersOf.get(stage) ?? [];
  const [hung] = issuers;
  const verifier = openPartyVerifier(stage, {
    issuers: issuers.map(({ issuer }) => ({ issuer, audience: DRILL_AUDIENCE })),
    allowLoopback: true,
    durations: 'drill',
  });
  const target = ask(askVerifier(verifier));
  return {
    async present(issued) {
      hung?.sign(stage.clock.nowSeconds()).then((token) => target.present(token));
      // Whether its key was known is a question about one issuer, and here are fifty.
      return { ...(await target.present(issued)), kidKnown: null };
    },
    close: () => target.close(),
  };
}

/** D23: one of fifty issuers answers nobody; the other forty-nine are verified as if it were not there. */
export const hangingIssuer: CastDrill = {
  scenario: {
    name: 'one-issuer-hangs',
    drill: 'D23',
    title: 'one of 50 issuers hangs: the other 49 are verified as ever',
    durationSeconds: 20,
    traffic: { clients: 4, pauseMilliseconds: 100, presentAtSeconds: [0, 1] },
    events: [],
    bars: {
      falseRejects: 0,
      unknownKids: 0,
      publishedKeys: 0,
      validTokensTried: 1000,
      signingKids: ISSUERS - 1,
      falseAccepts: 0,
      badTokensTried: 5,
      verifyMaxMilliseconds: MOST_WAIT_MILLISECONDS,
    },
    patience: drillPatience,
  },
  cast: {
    startIssuer: ({ stage }) => startIssuers(stage),
    startTarget: (_issuer, _party, stage) => createCrowdedTarget(stage),
  },
};
