import type { KeyObject } from 'node:crypto';
import type { SingleIssuerInput } from '../configuration/schema.js';
import type { Provider } from '../create-provider.js';
import { generateKey } from '../custody/generate-key.js';
import { recoveryJwk } from '../custody/recovery-key.js';
import type { LogEvent } from '../rotator/ring-context.js';
import type { SigningGrant } from '../rotator/signing-grant.js';
import type { Stage } from '../scenario/stage.js';
import type { RevocationOutcome, ScenarioIssuer } from '../scenario/world.js';
import type { RingStore } from '../stores/ring-store.js';
import { DrillCustody } from './drill-custody.js';
import { openDrillIssuer, requestToken, type Sabotage } from './drill-issuer.js';
import { forgeToken, strangeKid } from './forged-token.js';
import { signWithStolenKey } from './stolen-key.js';

export interface TokenIssuerParts {
  readonly stage: Stage;
  readonly log: LogEvent;
  readonly sabotage?: Sabotage | undefined;
  /** Default: that of all drills. */
  readonly audience?: string | undefined;
  /** Of its one series, which is named after it. */
  readonly alg: 'RS256' | 'ES256';
  /** Where the profile's numbers will not do. */
  readonly rotation?: Omit<NonNullable<SingleIssuerInput['rotation']>, 'profile' | 'series'>;
  /** Keeps a cold standby, and an operator with the recovery key of it. */
  readonly cold?: boolean;
  /** Puts into the key set what every party must bear. */
  readonly grease?: boolean;
  /** Default: in memory, looked at by nobody. */
  readonly ringStore?: RingStore;
  /** The issuer looks at its own key set where parties fetch it (O1). */
  readonly preflight?: boolean;
}

/** The issuer of drills of access tokens. A key that is revoked is in other hands, which go on signing with it. */
export async function startTokenIssuer({
  alg,
  cold = false,
  rotation,
  ...parts
}: TokenIssuerParts): Promise<ScenarioIssuer> {
  const { clock, draw } = parts.stage;
  const custody = new DrillCustody();
  const recoveryKey = cold ? (await generateKey('ES256', 0)).privateKey : undefined;
  const coldStandby = recoveryKey && { recoveryKey: { ...recoveryJwk(recoveryKey) } };
  const configuration = { ...rotation, series: [{ alg }], ...(coldStandby && { coldStandby }) };
  const { common, provider, http, authorization, tokenOrigin } = await openDrillIssuer({
    ...parts,
    custody,
    configuration,
  });
  const { issuer } = common;
  const active = async (series: string) => (await provider.issuer().ring.signing(series)).kid;
  const standby = async () => (await common.publishedKeys(alg)).find(({ state }) => state === 'standby')?.kid;
  const stolen: SigningGrant[] = [];
  return {
    ...common,
    async issueToken() {
      const issued = await requestToken(http, tokenOrigin, authorization, clock);
      return custody.isSpoiled(issued.token) ? { ...issued, isSpoiled: true } : issued;
    },
    async spoilSigner(series, key, how) {
      if (key === 'next') custody.spoilNext(how);
      else custody.spoil(await active(series), how);
      return { outcome: 'done', rule: null };
    },
    async forge(what, count) {
      const next = what === 'unknown-kids' ? [] : [await custody.foreseenKid(alg), await standby()];
      const kids = next.filter((kid) => kid !== undefined);
      // Drawn, so that each party meets each of them.
      return Array.from({ length: count }, () =>
        forgeToken(issuer, kids[Math.floor(draw() * kids.length)] ?? strangeKid(), clock.nowSeconds()),
      );
    },
    async revoke(series, replaceWith) {
      const signing = await provider.issuer().ring.signing(series);
      const outcome =
        replaceWith === 'cold' && recoveryKey !== undefined
          ? await unseal(provider, signing.kid, recoveryKey)
          : await common.revoke(series, replaceWith);
      if (outcome.outcome === 'done') stolen.push(signing);
      return outcome;
    },
    badTokens: () => Promise.all(stolen.map((grant) => signWithStolenKey(grant, issuer, clock.nowSeconds()))),
  };
}

/** What an operator does with the recovery key. */
async function unseal(provider: Provider, kid: string, recoveryKey: KeyObject): Promise<RevocationOutcome> {
  const { verbs } = provider.issuer().ring;
  const { request, imported } = await verbs.prepareUnsealing({ kid, reason: 'drill', recoveryKey });
  const { outcome, guard } = await verbs.perform(request, 'drill', imported);
  return { outcome, rule: guard?.rule ?? null, revokedKid: kid };
}
