import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Clock } from '@keyturn/shared/clock';
import type { SingleIssuerInput } from '../configuration/schema.js';
import { createProvider, type Provider } from '../create-provider.js';
import type { KeyCustody } from '../custody/key-custody.js';
import type { LogEvent } from '../rotator/ring-context.js';
import { RingError } from '../rotator/ring-error.js';
import type { EdgeTerms } from '../scenario/edge.js';
import type { KeySetFault } from '../scenario/key-set-fault.js';
import type { Stage } from '../scenario/stage.js';
import type {
  EventOutcome,
  IssuedToken,
  OriginFault,
  Replacement,
  RevocationOutcome,
  ScenarioIssuer,
} from '../scenario/world.js';
import type { RingStore } from '../stores/ring-store.js';
import { DRILL_AUDIENCE } from './drill-audience.js';
import { type HttpAnswer, HttpClient } from './http-client.js';
import { keyVerbsOf, outcomeOf } from './key-verbs.js';
import { fetchAnswer } from './origin-answer.js';
import { PartiesDoor } from './parties-door.js';
import { type OneIssuer, publishedKeys, retiringKids, seesLateSet } from './published-keys-of.js';

const CLIENT_ID = 'drill';

/** What a test may do to the issuer under drill, so that a drill is seen to fail: a drill that cannot proves nothing. */
export type Sabotage = (handler: RequestListener) => RequestListener;

type Rotation = NonNullable<SingleIssuerInput['rotation']>;

/** What one drill's issuer is made with. */
export interface DrillIssuerParts {
  readonly stage: Stage;
  readonly log: LogEvent;
  readonly sabotage?: Sabotage | undefined;
  /** What the tokens are for. Default `https://drill.example`. */
  readonly audience?: string | undefined;
  /** Default: keys in process, as always. */
  readonly custody?: (KeyCustody & { readonly wrappingKey?: Uint8Array }) | undefined;
  readonly grease?: boolean | undefined;
  /** Looks at its own key set where parties fetch it (O1). Default false. */
  readonly preflight?: boolean | undefined;
  /** Default: in memory. */
  readonly ringStore?: RingStore | undefined;
  /** Default true; false where ticks come from outside. */
  readonly ticksItself?: boolean | undefined;
  /** Beyond what every drill has. */
  readonly configuration: Pick<SingleIssuerInput, 'inners'> & {
    readonly series: NonNullable<Rotation['series']>;
  } & Omit<Rotation, 'profile' | 'series'>;
}

/** An issuer under drill without its tokens, and what those who ask it for tokens need. */
export interface OpenedDrillIssuer {
  readonly common: Omit<ScenarioIssuer, 'issueToken'>;
  readonly provider: Provider;
  readonly http: HttpClient;
  /** Where tokens are asked for. */
  readonly tokenOrigin: string;
  /** Of its one client. */
  readonly authorization: string;
}

/**
 * An issuer of its own for one drill: the same code as any provider, the `drill` profile, keys in memory, on an origin of
 * the stage. Its ring ends with it, so no drill touches a ring that anyone relies on.
 */
export async function openDrillIssuer(parts: DrillIssuerParts): Promise<OpenedDrillIssuer> {
  const { sabotage = (handler) => handler } = parts;
  const { clock, network } = parts.stage;
  let handle: RequestListener = (_request, response) => response.writeHead(503).end();
  const door = new PartiesDoor(clock);
  const served = await network.serve(door.guard((request, response) => handle(request, response)));
  // Tokens are asked for by a door of their own: what is broken on the way of the parties is not the issuing.
  const tokenDoor = await network.serve((request, response) => handle(request, response));
  const issuer = served.origin;
  const secret = randomBytes(24).toString('base64url');
  const provider = await createDrillProvider(issuer, secret, parts);
  handle = sabotage(provider.callback());
  const http = new HttpClient({ clock, connect: network.connect });
  door.openTo({
    ask: (path) => fetchAnswer(http, `${tokenDoor.origin}${path}`),
    retiringKids: () => retiringKids(provider),
  });
  const common = {
    issuer,
    ...keyVerbsOf(provider),
    rotate: (series: string, forcedBecause?: string) => rotate(provider, series, forcedBecause),
    revoke: (series: string, replaceWith: Replacement) => revoke(provider, series, replaceWith),
    publishedKeys: (series: string) => publishedKeys(provider, series),
    breakOrigin: (how: OriginFault, forSeconds: number) => door.breakOrigin(served, how, forSeconds),
    poisonKeySet: (what: KeySetFault, forSeconds: number) => door.poisonKeySet(what, forSeconds),
    openEdge: (terms: EdgeTerms) => door.openEdge(terms),
    isAlarmed: () => seesLateSet(provider),
    moveKeySet: () => door.moveKeySet(),
    keySetBytesAtMost: () => door.keySetBytesAtMost(),
    keySetRequests: () => door.requests,
    async close() {
      door.close();
      http.close();
      await served.close();
      await tokenDoor.close();
      await provider.close();
    },
  };
  const authorization = `Basic ${Buffer.from(`${CLIENT_ID}:${secret}`).toString('base64')}`;
  return { common, provider, http, authorization, tokenOrigin: tokenDoor.origin };
}

function createDrillProvider(
  issuer: string,
  secret: string,
  {
    stage: { clock, network },
    log,
    audience = DRILL_AUDIENCE,
    custody,
    grease = false,
    preflight = false,
    ringStore,
    ticksItself = true,
    configuration: { inners, ...rotation },
  }: DrillIssuerParts,
): Promise<Provider> {
  return createProvider(
    {
      issuer,
      store: { kind: 'memory' },
      // Turned by the scenario alone: a rotation by the schedule would be an event that nobody wrote down.
      rotation: { profile: 'drill', rotationIntervalSeconds: 3600, ...rotation },
      // Our own parties ask for that form alone.
      // The decoy of a week each time that the set changes: a drill sees it turn.
      discovery: { openIdWithoutRs256: true, grease, greaseTurnSeconds: 1 },
      ...(custody?.wrappingKey && { wrappingKey: Buffer.from(custody.wrappingKey).toString('base64url') }),
      ...(inners === undefined ? {} : { inners }),
      cron: { schedule: ticksItself },
      clients: [
        {
          clientId: CLIENT_ID,
          secrets: [`plain:${secret}`],
          audiences: [audience],
          inners: inners !== undefined,
        },
      ],
    },
    {
      clock,
      log,
      ...(custody && { custody }),
      ...(preflight && { preflight: { connect: network.connect } }),
      ...(ringStore && { ringStore, createRing: true }),
    },
  );
}

export async function rotate(
  provider: OneIssuer,
  series: string,
  forcedBecause?: string,
): Promise<EventOutcome> {
  const force = forcedBecause === undefined ? undefined : { reason: forcedBecause };
  return outcomeOf(await provider.issuer().ring.verbs.rotate(series, 'drill', force));
}

export async function revoke(
  provider: OneIssuer,
  series: string,
  replaceWith: Replacement,
): Promise<RevocationOutcome> {
  const { kid: revokedKid } = await provider.issuer().ring.signing(series);
  const request = { kid: revokedKid, replaceWith, reason: 'drill' };
  const { outcome, guard } = await provider.issuer().ring.verbs.revoke(request, 'drill');
  return { outcome, rule: guard?.rule ?? null, revokedKid };
}

/** One token of the client, by its credentials. Rejects where none is given. */
export async function requestToken(
  client: HttpClient,
  issuer: string,
  authorization: string,
  clock: Clock,
): Promise<IssuedToken> {
  const issuedAtSeconds = clock.nowSeconds();
  const answer = await client.postForm(
    `${issuer}/token`,
    { grant_type: 'client_credentials' },
    authorization,
  );
  return readTokenAnswer(answer, issuedAtSeconds);
}

/** Rejects where no token was given; with `signing_unavailable` where it was said to come again. */
export function readTokenAnswer(answer: HttpAnswer, issuedAtSeconds: number): IssuedToken {
  if (answer.status === 503) throw new RingError('signing_unavailable', 'the token endpoint answered 503');
  if (answer.status !== 200) throw new Error(`the token endpoint answered ${answer.status}`);
  const { access_token: token, expires_in: lifetimeSeconds } = JSON.parse(answer.body) as {
    access_token: string;
    expires_in: number;
  };
  const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')) as {
    kid: string;
  };
  return {
    token,
    kid: header.kid,
    issuedAtSeconds,
    expiresAtSeconds: Math.floor(issuedAtSeconds) + lifetimeSeconds,
  };
}
