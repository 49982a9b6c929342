import type { RequestListener } from 'node:http';
import { isRejection } from '@keyturn/relying-party';
import { followEpochs } from '@keyturn/relying-party/push';
import { epochMember } from '@keyturn/shared/epoch';
import { profiles } from '@keyturn/shared/profiles';
import { exposureSeconds, replacementGapSeconds } from '@keyturn/shared/rotation-bounds';
import { runVirtual } from '../scenario/run-virtual.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Stage } from '../scenario/stage.js';
import type { ScenarioIssuer, Target } from '../scenario/world.js';
import { DRILL_AUDIENCE } from './drill-audience.js';
import type { Sabotage } from './drill-issuer.js';
import { drillPatience } from './drill-patience.js';
import { PinnedCopy } from './pinned-copy.js';
import { REPLICA_SERIES, replicaSeries } from './replica-bars.js';
import { startReplicaIssuer } from './replica-issuer.js';
import { openPartyVerifier } from './verifier-target.js';

/** How parties hear of a revocation before their copy ends: not at all, by the tokens that they see, by the event stream. */
export const newsWays = ['copies end', 'tokens', 'event stream'] as const;
export type NewsWay = (typeof newsWays)[number];

/** Seconds from the commit of a revocation to the moment when a party dropped the key. */
export interface NewsTail {
  readonly way: NewsWay;
  readonly parties: number;
  readonly medianSeconds: number;
  readonly lastSeconds: number;
  /** At the origin, from the revocation on, in the fullest second. */
  readonly requestsInASecondAtMost: number;
  readonly falseAccepts: number;
}

const { rotation } = profiles.default;
const REVOKED_AT_SECONDS = 60;
const bounds = exposureSeconds(rotation);

/** Ordinary traffic under the default profile: each party sees a token every ten seconds. */
function newsScenario(way: NewsWay, parties: number): Scenario {
  return {
    name: `revocation-news-${way.replaceAll(' ', '-')}`,
    title: `a key is revoked; ${parties} parties hear of it by: ${way}`,
    durationSeconds: REVOKED_AT_SECONDS + bounds.healthy + 10,
    traffic: { clients: parties, pauseMilliseconds: 10_000, presentAtSeconds: [0] },
    events: [{ atSeconds: REVOKED_AT_SECONDS, do: 'revoke', series: REPLICA_SERIES, replaceWith: 'standby' }],
    bars: {
      falseRejects: 0,
      unknownKids: Number.POSITIVE_INFINITY,
      publishedKeys: 3,
      validTokensTried: parties,
      signingKids: 2,
      falseAccepts: 0,
    },
    emergency: {
      exposureSeconds: bounds.healthy,
      gapSeconds: replacementGapSeconds(rotation).freshExpiryOnly,
    },
    patience: drillPatience,
  };
}

/** Plays it on a virtual clock: four replicas, and as many parties as asked for. */
export async function playRevocationNews(way: NewsWay, parties: number, seed = 1): Promise<NewsTail> {
  const droppedAt: number[] = [];
  let revoked = { kid: '', atSeconds: Number.POSITIVE_INFINITY };
  let requests: readonly { readonly atSeconds: number }[] = [];
  const report = await runVirtual(
    newsScenario(way, parties),
    (stage) => ({
      async startIssuer(): Promise<ScenarioIssuer> {
        const issuer = await startReplicaIssuer({
          ...{ stage, log: () => {}, copy: new PinnedCopy() },
          terms: { count: 4, rotation: { series: replicaSeries }, jwksEvents: way === 'event stream' },
          sabotage: way === 'tokens' ? undefined : hideEpoch(way),
        });
        return {
          ...issuer,
          async revoke(series, replaceWith) {
            const outcome = await issuer.revoke(series, replaceWith);
            revoked = { kid: outcome.revokedKid, atSeconds: stage.clock.nowSeconds() };
            return outcome;
          },
          async close() {
            requests = issuer.keySetRequests();
            await issuer.close();
          },
        };
      },
      startTarget: (issuer) =>
        startParty(stage, issuer, way, (kid) => {
          if (kid === revoked.kid) droppedAt.push(stage.clock.nowSeconds());
        }),
    }),
    { seed },
  );
  const tails = droppedAt.map((at) => at - revoked.atSeconds).sort((a, b) => a - b);
  if (tails.length !== parties) throw new Error(`${tails.length} of ${parties} parties dropped the key`);
  return {
    way,
    parties,
    medianSeconds: tails[Math.floor(tails.length / 2)] ?? Number.NaN,
    lastSeconds: tails.at(-1) ?? Number.NaN,
    requestsInASecondAtMost: fullestSecond(requests, revoked.atSeconds),
    falseAccepts: report.figures.falseAccepts,
  };
}

/** A verifier with the defaults, as users import it; what it says to a token is what counts in the engine. */
function startParty(stage: Stage, issuer: string, way: NewsWay, onDropped: (kid: string) => void): Target {
  const verifier = openPartyVerifier(stage, {
    issuers: [{ issuer, audience: DRILL_AUDIENCE }],
    allowLoopback: true,
  });
  verifier.on('key.removed', ({ kid }) => onDropped(kid ?? ''));
  const { clock, draw, network } = stage;
  const connect = network.connect === undefined ? {} : { connect: network.connect };
  const stop =
    way === 'event stream'
      ? followEpochs(verifier, { issuer, allowLoopback: true, clock, draw, ...connect })
      : () => {};
  return {
    async present({ token, kid }) {
      const kidKnown = verifier.status()[0]?.keys.kids.includes(kid) ?? false;
      try {
        await verifier.verify(token);
        return { answer: 'accepted', code: null, kidKnown };
      } catch (error) {
        if (!isRejection(error)) return { answer: 'error', code: null, kidKnown };
        return { answer: error.status === 503 ? 'error' : 'refused', code: error.code, kidKnown };
      }
    },
    close() {
      stop();
      verifier.close();
    },
  };
}

/** Who does not know the epoch of its set takes no hint. The name is as long as before, so that nothing else changes. */
function hideEpoch(way: NewsWay): Sabotage | undefined {
  if (way !== 'copies end') return undefined;
  const hidden = epochMember.replace('epoch', 'hcope');
  return (handler: RequestListener) => (request, response) => {
    if (request.url === '/jwks') {
      const end = response.end.bind(response) as (...args: unknown[]) => typeof response;
      response.end = ((body: unknown, ...rest: unknown[]) =>
        end(
          typeof body === 'string' || Buffer.isBuffer(body)
            ? String(body).replace(epochMember, hidden)
            : body,
          ...rest,
        )) as typeof response.end;
    }
    handler(request, response);
  };
}

function fullestSecond(requests: readonly { readonly atSeconds: number }[], fromSeconds: number): number {
  const counts = new Map<number, number>();
  for (const { atSeconds } of requests) {
    const second = Math.floor(atSeconds - fromSeconds);
    if (second >= 0) counts.set(second, (counts.get(second) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}
