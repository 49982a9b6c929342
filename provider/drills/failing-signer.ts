import { randomBytes } from 'node:crypto';
import { type Clock, sleep } from '@keyturn/shared/clock';
import { createCustody } from '../custody/create-custody.js';
import type { KeyCustody, Signer } from '../custody/key-custody.js';
import type { RemoteSignerFault, ScenarioIssuer } from '../scenario/world.js';
import type { CastDrill, CastParts } from './cast.js';
import { openDrillIssuer, readTokenAnswer } from './drill-issuer.js';
import { drillPatience } from './drill-patience.js';
import { harmlessToTokens, TOKEN_SERIES, tokenTraffic } from './token-bars.js';
import { createVerifierTarget } from './verifier-target.js';

const SLOW_MILLISECONDS = 2000;

/** A custody out of this process, as PKCS#11 or a cloud has it: it can be late, or away. */
class RemoteCustody {
  readonly #clock: Clock;
  #fault: RemoteSignerFault | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  fail(how: RemoteSignerFault, forSeconds: number): void {
    this.#fault = how;
    this.#clock.after(forSeconds * 1000, () => {
      this.#fault = undefined;
    });
  }

  over({ generate, open }: KeyCustody): KeyCustody {
    return {
      generate: async (alg) => {
        const fresh = await generate(alg);
        return { ...fresh, signer: this.#remote(fresh.signer) };
      },
      open: async (...key) => this.#remote(await open(...key)),
    };
  }

  #remote(signer: Signer): Signer {
    return {
      sign: async (input) => {
        if (this.#fault === 'slow') await sleep(this.#clock, SLOW_MILLISECONDS);
        if (this.#fault === 'broken') throw new Error('the token has left its slot');
        return signer.sign(input);
      },
    };
  }
}

async function startRemoteIssuer({ stage, log, sabotage }: CastParts): Promise<ScenarioIssuer> {
  const { clock } = stage;
  const remote = new RemoteCustody(clock);
  const custody = remote.over(createCustody({ wrappingKeys: [randomBytes(32)] }));
  const configuration = { series: [{ alg: TOKEN_SERIES } as const] };
  const opened = await openDrillIssuer({ stage, log, sabotage, custody, configuration });
  const { common, http, tokenOrigin, authorization } = opened;
  return {
    ...common,
    async issueToken() {
      const issuedAtSeconds = clock.nowSeconds();
      const asked = { grant_type: 'client_credentials' };
      const answer = await http.postForm(`${tokenOrigin}/token`, asked, authorization);
      // Who is sent away must be told when to come again.
      if (answer.status === 503 && !/^[1-9]\d*$/.test(answer.headers.get('retry-after') ?? ''))
        throw new Error('503 without Retry-After');
      return readTokenAnswer(answer, issuedAtSeconds);
    },
    breakSigner: (how, forSeconds) => remote.fail(how, forSeconds),
  };
}

/** D27: what signs is late, and then away: who asks for tokens is told to come again, who verifies them notices nothing. */
export const failingSigner: CastDrill = {
  scenario: {
    name: 'signer-slow-or-down',
    drill: 'D27',
    title:
      'the signer takes two seconds, and then fails: tokens are refused with 503, none that was given is',
    durationSeconds: 32,
    traffic: tokenTraffic,
    events: [
      { atSeconds: 5, do: 'break-signer', how: 'slow', forSeconds: 6 },
      { atSeconds: 17, do: 'break-signer', how: 'broken', forSeconds: 6 },
    ],
    bars: { ...harmlessToTokens, signingKids: 1, knownKidWaits: 0, refusedToSign: 10, validTokensTried: 150 },
    patience: drillPatience,
  },
  cast: {
    startIssuer: startRemoteIssuer,
    startTarget: (issuer, _party, stage) => createVerifierTarget(stage, issuer),
  },
};
