import type { LogEvent } from '../rotator/ring-context.js';
import type { SigningGrant } from '../rotator/signing-grant.js';
import type { Stage } from '../scenario/stage.js';
import type { ScenarioIssuer } from '../scenario/world.js';
import { forgeChains } from './chain-forgeries.js';
import { ChainHolder } from './chain-holder.js';
import { openDrillIssuer, type Sabotage } from './drill-issuer.js';

export const INNERS = 'inners';

/**
 * The issuer of drills of the jwc path: each client is a holder with a key of its own and an inner, and signs its tokens
 * itself. The attackers have whatever signs inners: their forgeries are wrong in one thing only.
 */
export async function startChainIssuer(
  stage: Stage,
  log: LogEvent,
  sabotage?: Sabotage,
): Promise<ScenarioIssuer> {
  const configuration = {
    series: [{ alg: 'RS256' as const }, { alg: 'ES256' as const, name: INNERS }],
    inners: { series: INNERS },
  };
  const { common, provider, http, authorization } = await openDrillIssuer({
    stage,
    log,
    sabotage,
    configuration,
  });
  const { issuer } = common;
  const { clock, draw } = stage;
  const holders = new Map<number, Promise<ChainHolder>>();
  const holderOf = (client: number) => {
    const holder = holders.get(client) ?? ChainHolder.create({ issuer, authorization, http, clock, draw });
    holders.set(client, holder);
    return holder;
  };
  const stolen: SigningGrant[] = [];
  return {
    ...common,
    issueToken: async (client) => (await holderOf(client)).sign(),
    heardRefusal: (client, refused) => {
      holderOf(client).then((holder) => holder.heardRefusal(refused));
    },
    async revoke(series, replaceWith) {
      // What makes it an emergency: somebody else has the key, and goes on signing with it.
      const signing = await provider.issuer().ring.signing(series);
      const outcome = await common.revoke(series, replaceWith);
      if (outcome.outcome === 'done') stolen.push(signing);
      return outcome;
    },
    badTokens: async () =>
      forgeChains({ issuer, clock, signing: await provider.issuer().ring.signing(INNERS), stolen }),
    async close() {
      for (const holder of await Promise.all(holders.values())) holder.close();
      await common.close();
    },
  };
}
