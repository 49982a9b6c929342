import type { Provider } from '../create-provider.js';
import { generateKey } from '../custody/generate-key.js';
import type { VerbOutcome } from '../rotator/rotator.js';
import type { EventOutcome } from '../scenario/event-outcome.js';
import type { KeyStage } from '../scenario/key-verbs.js';
import { publishedKeys } from './published-keys-of.js';

const ACTOR = 'drill';

/** The verbs of an operator at one provider. */
export function keyVerbsOf(provider: Provider): Required<KeyStage> {
  const { verbs } = provider.issuer().ring;
  const kidOf = async (series: string, wanted: string) => {
    const found = (await publishedKeys(provider, series)).findLast(({ state }) => state === wanted);
    if (found === undefined) throw new Error(`series ${series} has no ${wanted} key`);
    return found.kid;
  };
  return {
    retire: async (series) => outcomeOf(await verbs.retire(await kidOf(series, 'retiring'), ACTOR)),
    rollBack: async (series) => outcomeOf(await verbs.rollBack(series, ACTOR)),
    async reuseKid(series) {
      const from = { privateKey: (await generateKey('ES256', 0)).privateKey };
      const asked = { from, kid: await kidOf(series, 'active') };
      const { request, imported } = await verbs.prepareImport(series, asked);
      return outcomeOf(await verbs.perform(request, ACTOR, imported));
    },
  };
}

export function outcomeOf({ outcome, guard }: VerbOutcome): EventOutcome {
  return { outcome, rule: guard?.rule ?? null, waitSeconds: guard?.waitSeconds ?? null };
}
