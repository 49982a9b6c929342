import { createVerifier } from '@keyturn/relying-party';
import type { Clock } from '@keyturn/shared/clock';
import { isLoopback } from '../configuration/check-issuer.js';
import type { DrilledIssuer } from '../drill-desk/drill.js';
import type { KeySeries } from '../ring/key-ring.js';
import { keyInState } from '../ring/key-ring.js';
import type { SigningGrant } from '../rotator/signing-grant.js';
import type { RestoredSeries, ScenarioIssuer, Target } from '../scenario/world.js';
import { DRILL_AUDIENCE } from './drill-audience.js';
import { revoke, rotate } from './drill-issuer.js';
import { publishedKeys } from './published-keys-of.js';
import { signWithStolenKey } from './stolen-key.js';
import { askVerifier } from './verifier-target.js';

/** An issuer that others rely on, under drill: its keys turn by the verbs that an operator has, and no rule is set aside. */
export async function startLiveIssuer(live: DrilledIssuer, clock: Clock): Promise<ScenarioIssuer> {
  const stolen: SigningGrant[] = [];
  const own = { issuer: () => live };
  const before = activeKids((await live.ring.servable()).ring.series);
  return {
    issuer: live.url,
    live: live.url,
    async issueToken() {
      const issuedAtSeconds = clock.nowSeconds();
      const claims = { sub: 'drill', client_id: 'drill', aud: DRILL_AUDIENCE };
      const { token, expiresInSeconds } = await live.sign(claims, { trustPath: 'discovery' });
      const expiresAtSeconds = Math.floor(issuedAtSeconds) + expiresInSeconds;
      return { token, kid: kidOf(token), issuedAtSeconds, expiresAtSeconds };
    },
    rotate: (series, forcedBecause) => rotate(own, series, forcedBecause),
    async revoke(series, replaceWith) {
      const signing = await live.ring.signing(series);
      const outcome = await revoke(own, series, replaceWith);
      if (outcome.outcome === 'done') stolen.push(signing);
      return outcome;
    },
    badTokens: () =>
      Promise.all(stolen.map((grant) => signWithStolenKey(grant, live.url, clock.nowSeconds()))),
    publishedKeys: (series) => publishedKeys(own, series),
    restore: () => restore(live, before),
    keySetRequests: () => [],
    // It was there before the drill, and stays.
    close: async () => {},
  };
}

/** Our own verifier as a service has it: its defaults, and the public address of the issuer. */
export function createLiveTarget(url: string): Target {
  const allowLoopback = isLoopback(new URL(url).hostname);
  return askVerifier(createVerifier({ issuers: [{ issuer: url, audience: DRILL_AUDIENCE }], allowLoopback }));
}

/** Each series signs again with the key that it signed with before. One that was revoked never returns (I7), and that is told. */
async function restore(
  { ring }: DrilledIssuer,
  before: ReadonlyMap<string, string>,
): Promise<readonly RestoredSeries[]> {
  const restored: RestoredSeries[] = [];
  for (const [series, kid] of before) {
    if (activeKids((await ring.servable()).ring.series).get(series) === kid) continue;
    const { outcome, guard } = await ring.verbs.rollBack(series, 'drill', kid);
    restored.push({ series, kid, outcome, rule: guard?.rule ?? null });
  }
  return restored;
}

function activeKids(series: readonly KeySeries[]): ReadonlyMap<string, string> {
  return new Map(
    series.flatMap((each) => {
      const kid = keyInState(each, 'active')?.kid;
      return kid === undefined ? [] : [[each.name, kid] as const];
    }),
  );
}

function kidOf(token: string): string {
  const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')) as {
    kid: string;
  };
  return header.kid;
}
