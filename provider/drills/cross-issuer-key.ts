import { jwc } from '@keyturn/relying-party/jwc';
import { x5c } from '@keyturn/relying-party/x5c';
import { createAuthorityMemory } from '../certificates/authority-files.js';
import type { CertifiedKey } from '../certificates/certificate-upstream.js';
import { createAuthority, openAuthority } from '../certificates/development-authority.js';
import { createRequestingUpstream } from '../certificates/requested-keys.js';
import type { Stage } from '../scenario/stage.js';
import type { BadToken, IssuedToken, ScenarioIssuer, Target } from '../scenario/world.js';
import { chainMembers } from '../tokens/sign-with-certificate.js';
import { type BareIssuer, signAs, startBareIssuer } from './bare-issuer.js';
import type { CastDrill, CastParts } from './cast.js';
import { prepareCertificates } from './certificate-issuer.js';
import { certificateTerms } from './certificate-terms.js';
import { forgeChain } from './chain-forgeries.js';
import { startChainIssuer } from './chain-issuer.js';
import { DRILL_AUDIENCE } from './drill-audience.js';
import { openDrillIssuer, requestToken } from './drill-issuer.js';
import { drillPatience } from './drill-patience.js';
import { harmlessToTokens, readyAtSeconds, TOKEN_SERIES } from './token-bars.js';
import { askVerifier, openPartyVerifier } from './verifier-target.js';

/** Issuers whose tokens carry certificates: nothing of theirs is fetched. */
const CERTIFIED = 'https://certified.example';
const OTHER_CERTIFIED = 'https://other-certified.example';
/** Longer than any run. */
const LEAF_SECONDS = 86_400;

/** What a party is configured with: whom it believes, on which path. */
export interface Believed {
  readonly discovered: readonly string[];
  readonly chained: string;
  /** Roots by issuer, PEM. */
  readonly roots: Readonly<Record<string, string>>;
}

const believedOn = new WeakMap<Stage, Believed>();

export function believedOf(stage: Stage): Believed {
  const believed = believedOn.get(stage);
  if (believed === undefined) throw new Error('the issuers were not started');
  return believed;
}

async function startIssuers({ stage, log, sabotage }: CastParts): Promise<ScenarioIssuer> {
  const { clock } = stage;
  const configuration = { series: [{ alg: TOKEN_SERIES } as const] };
  const own = await openDrillIssuer({ stage, log, sabotage, configuration });
  const { common, provider, http, tokenOrigin, authorization } = own;
  const { ring } = provider.issuer();
  const ownKid = (await ring.signing()).kid;
  // Another issuer that parties believe too: its set holds its key a second time, under the first kid of ours.
  const other: BareIssuer = await startBareIssuer(stage, () => [
    { ...other.key.publicJwk, kid: ownKid, alg: 'ES256', use: 'sig' },
  ]);
  const chained = await startChainIssuer(stage, log);
  const [certified, foreign] = [await certify(stage, CERTIFIED), await certify(stage, CERTIFIED)];
  const stranger = await certify(stage, OTHER_CERTIFIED);
  believedOn.set(stage, {
    discovered: [common.issuer, other.issuer],
    chained: chained.issuer,
    roots: { [CERTIFIED]: certified.roots, [OTHER_CERTIFIED]: `${foreign.roots}${stranger.roots}` },
  });
  const issue: readonly ((client: number) => Promise<IssuedToken>)[] = [
    () => requestToken(http, tokenOrigin, authorization, clock),
    () => other.sign(clock.nowSeconds(), ownKid),
    () => signCertified(certified.key, CERTIFIED, clock.nowSeconds()),
    (client) => chained.issueToken(client),
  ];
  return {
    ...common,
    issueToken: (client) => (issue[client % issue.length] ?? chained.issueToken)(client),
    async badTokens(): Promise<readonly BadToken[]> {
      const now = clock.nowSeconds();
      const signing = await ring.signing();
      const inner = (by: Parameters<typeof forgeChain>[1], iss: string) =>
        forgeChain({}, by, iss, Math.floor(now));
      const foreignKey = { ...other.key, alg: 'ES256' };
      const tokens: readonly (readonly [string, string | readonly string[], Promise<string>])[] = [
        ['key of another issuer', 'key_unknown', bare(signAs(other.key, common.issuer, now))],
        [
          'the same under our kid',
          'signature_invalid',
          bare(signAs(other.key, common.issuer, now, signing.kid)),
        ],
        ['our key for another issuer', underOtherKids, bare(signAs(signing, other.issuer, now))],
        ['root of another issuer', rootCodes, bare(signCertified(foreign.key, CERTIFIED, now))],
        ['certificate of another issuer', rootCodes, bare(signCertified(stranger.key, CERTIFIED, now))],
        ['inner by a key of another issuer', 'jwc_inner_key_unknown', inner(foreignKey, chained.issuer)],
        ['inner by our key for tokens', 'jwc_inner_key_unknown', inner(signing, chained.issuer)],
        ['inner of another issuer', 'issuer_not_allowed', inner(foreignKey, other.issuer)],
      ];
      return Promise.all(tokens.map(async ([what, code, token]) => ({ what, code, token: await token })));
    },
    async close() {
      await chained.close();
      await other.close();
      await common.close();
    },
  };
}

/** The other issuer has our first kid, with a key of its own, and not the next one. */
const underOtherKids = ['signature_invalid', 'key_unknown'];
const rootCodes = ['x5c_untrusted', 'x5c_signature'];
const bare = async (issued: Promise<IssuedToken>) => (await issued).token;

/** A CA of its own, and one key that it certified. */
async function certify({ clock }: Stage, uri: string) {
  const files = createAuthorityMemory();
  await createAuthority(files, clock);
  const authority = await openAuthority(files, clock, {
    ...certificateTerms,
    leafLifetimeSeconds: LEAF_SECONDS,
  });
  const names = { uris: [uri] };
  const upstream = createRequestingUpstream('ES256', names, ({ publicKey }, asked) =>
    authority.issue(asked, publicKey, LEAF_SECONDS),
  );
  const key = await upstream.obtain(true);
  if (key === null) throw new Error('the CA gave nothing');
  return { key, roots: await authority.rootsPem() };
}

async function signCertified(key: CertifiedKey, iss: string, nowSeconds: number): Promise<IssuedToken> {
  const signer = { kid: key.thumbprint, signer: key.signer };
  return signAs(signer, iss, nowSeconds, undefined, chainMembers(key));
}

/** One verifier for all of them. */
export function createBelievingTarget(stage: Stage): Target {
  const { discovered, chained, roots } = believedOf(stage);
  const common = { audience: DRILL_AUDIENCE };
  const verifier = openPartyVerifier(stage, {
    trustPaths: [jwc(), x5c()],
    issuers: [
      ...discovered.map((issuer) => ({ issuer, ...common })),
      { issuer: chained, ...common, trustPath: 'jwc', jwc: { innerIssuer: chained } },
      ...Object.entries(roots).map(([issuer, anchorsPem]) => ({
        ...{ issuer, ...common, trustPath: 'x5c' as const },
        x5c: { anchorsPem, requireThumbprint: true },
      })),
    ],
    allowLoopback: true,
    durations: 'drill',
  });
  const target = askVerifier(verifier);
  return {
    // Whether a key was known is a question about one issuer, and here are five.
    present: async (issued) => ({ ...(await target.present(issued)), kidKnown: null }),
    close: () => target.close(),
  };
}

/** D22 (Storm-0558): a key that is good somewhere is tried everywhere else, on all paths. */
export const crossIssuerKey: CastDrill = {
  scenario: {
    name: 'cross-issuer-key',
    drill: 'D22',
    title: 'keys, roots and inners of one issuer are tried at another, and one kid names two keys',
    durationSeconds: readyAtSeconds + 10,
    traffic: { clients: 8, pauseMilliseconds: 500, presentAtSeconds: [0, 1, 3] },
    events: [{ atSeconds: readyAtSeconds + 1, do: 'rotate', series: TOKEN_SERIES }],
    bars: {
      ...harmlessToTokens,
      signingKids: 4,
      falseAccepts: 0,
      wrongCodes: 0,
      badTokensTried: 80,
    },
    patience: drillPatience,
  },
  cast: {
    prepare: prepareCertificates,
    startIssuer: startIssuers,
    startTarget: (_issuer, _party, stage) => createBelievingTarget(stage),
  },
};
