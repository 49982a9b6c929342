import { createAuthorityMemory } from '../certificates/authority-files.js';
import { CertificateError } from '../certificates/certificate-error.js';
import type { CertificateTerms } from '../certificates/certificate-life.js';
import type { CertifiedKey } from '../certificates/certificate-upstream.js';
import type { AuthorityTerms } from '../certificates/choose-authority.js';
import { createAuthority, openAuthority } from '../certificates/development-authority.js';
import { createReplicaSigner, type ReplicaSigner } from '../certificates/replica-signer.js';
import { createRequestingUpstream } from '../certificates/requested-keys.js';
import { authorityCallback } from '../http/authority-callback.js';
import type { LogEvent } from '../rotator/ring-context.js';
import type { Stage } from '../scenario/stage.js';
import type {
  CertificateChange,
  EventOutcome,
  IssuedToken,
  KeySetRequest,
  ScenarioIssuer,
} from '../scenario/world.js';
import { accessTokenClaims } from '../tokens/access-token.js';
import { forgeCertified, isFresh } from './certificate-forgeries.js';
import { certificateTerms } from './certificate-terms.js';
import { DRILL_AUDIENCE } from './drill-audience.js';
import type { Sabotage } from './drill-issuer.js';
import { certifyUnlisted } from './ended-list.js';

/** For tests that want to see the drill fail. */
export interface CertificateSabotage {
  /** What the CA goes by. */
  readonly authorityTerms?: AuthorityTerms;
  /** What the signers go by. */
  readonly signerTerms?: CertificateTerms;
  /** When the list ends that should have ended. */
  readonly staleListEndsInSeconds?: number;
}

/** What is loaded when it is first needed, and by no clock: to be awaited before virtual time begins. */
export const prepareCertificates = (): Promise<unknown> => import('@peculiar/x509');

const SIGNERS = 3;
const names = (issuer: string) => ({ uris: [issuer] });
const subject = { subject: 'drill', clientId: 'drill', audience: DRILL_AUDIENCE, scope: undefined };

/** The built-in CA, what it publishes, and signers that share nothing but it. A kid is the SHA-256 of a certificate here. */
export async function startCertificateIssuer(
  stage: Stage,
  log: LogEvent,
  sabotage: Sabotage = (handler) => handler,
  broken: CertificateSabotage = {},
): Promise<ScenarioIssuer> {
  const { clock, draw, network } = stage;
  const { authorityTerms = certificateTerms, signerTerms = certificateTerms } = broken;
  const { staleListEndsInSeconds = -1 } = broken;
  const authority = await makeAuthority(stage, authorityTerms);
  const requests: KeySetRequest[] = [];
  let isSilent = false;
  const served = await network.serve((request, response) => {
    requests.push({ atSeconds: clock.nowSeconds(), noCache: false });
    return handle(request, response);
  });
  const issuer = served.origin;
  const certifyStale = () =>
    certifyUnlisted(authority, issuer, clock, authorityTerms, staleListEndsInSeconds);
  let unlisted = await certifyStale();
  const published = {
    ...authority,
    revocationLists: async () => [...(await authority.revocationLists()), unlisted.list],
  };
  const handle = sabotage(authorityCallback(issuer, published, clock));
  const newest: CertifiedKey[] = [];

  function startSigner(at: number): ReplicaSigner {
    const asked = createRequestingUpstream('ES256', names(issuer), async ({ publicKey }, uris) => {
      if (isSilent) throw new CertificateError('upstream_failed', 'the CA is silent');
      return authority.issue(uris, publicKey);
    });
    const upstream = {
      async obtain(isDue: boolean) {
        const key = await asked.obtain(isDue);
        if (key !== null) newest[at] = key;
        return key;
      },
    };
    return createReplicaSigner({ issuer, upstream, terms: signerTerms, clock, log, draw });
  }

  const certifyOnce = (by: typeof authority, uris: string, lifetimeSeconds?: number) =>
    obtainNow(
      createRequestingUpstream('ES256', names(uris), ({ publicKey }, asked) =>
        by.issue(asked, publicKey, lifetimeSeconds),
      ),
    );
  const signers = Array.from({ length: SIGNERS }, (_, at) => startSigner(at));
  await Promise.all(signers.map((signer) => signer.tick()));
  const otherAuthority = await makeAuthority(stage, { ...authorityTerms, leafLifetimeSeconds: 86_400 });
  const certifyOther = () => certifyOnce(authority, 'https://other.example');
  const [expired, unknownRoot] = await Promise.all([
    certifyOnce(authority, issuer, -1),
    certifyOnce(otherAuthority, issuer),
  ]);
  let otherIssuer = await certifyOther();
  const stolen: CertifiedKey[] = [];

  /** Somebody else has the key of the first signer; its certificate is taken back, and it starts anew with another. */
  async function robSigner(): Promise<string | undefined> {
    const robbed = newest[0];
    if (robbed === undefined) return undefined;
    stolen.push(robbed);
    const replacement = startSigner(0);
    await replacement.tick();
    signers.splice(0, 1, replacement)[0]?.close();
    await authority.revoke(robbed.serial);
    return robbed.thumbprint;
  }

  const changes: Readonly<Record<CertificateChange, () => Promise<string | undefined>>> = {
    'add-intermediate': () => authority.addIntermediate().then(() => undefined),
    'add-root': () => authority.addRoot().then(() => undefined),
    'rob-signer': robSigner,
    async 'stop-certifying'() {
      isSilent = true;
      return undefined;
    },
  };
  const notHere = { outcome: 'not_here', rule: null };
  return {
    issuer,
    async issueToken(client) {
      const signer = signers[client % signers.length];
      return signToken(signer, clock.nowSeconds());
    },
    async changeCertificates(change) {
      const revokedKid = await changes[change]();
      const done: EventOutcome = { outcome: 'done', rule: null };
      return revokedKid === undefined ? done : { ...done, revokedKid };
    },
    async badTokens() {
      const current = newest[0];
      if (current === undefined) return [];
      if (!isFresh(otherIssuer, clock.nowSeconds())) otherIssuer = await certifyOther();
      if (!isFresh(unlisted.key, clock.nowSeconds())) unlisted = await certifyStale();
      const keys = { current, expired, unknownRoot, otherIssuer, unlisted: unlisted.key, stolen };
      return forgeCertified(keys, issuer, clock.nowSeconds());
    },
    rotate: async () => notHere,
    revoke: async () => ({ ...notHere, revokedKid: '' }),
    publishedKeys: async () => [],
    keySetRequests: () => requests,
    async close() {
      for (const signer of signers) signer.close();
      await served.close();
    },
  };
}

async function makeAuthority({ clock }: Stage, terms: AuthorityTerms) {
  const files = createAuthorityMemory();
  await createAuthority(files, clock);
  return openAuthority(files, clock, terms);
}

async function obtainNow(upstream: ReturnType<typeof createRequestingUpstream>): Promise<CertifiedKey> {
  const key = await upstream.obtain(true);
  if (key === null) throw new CertificateError('upstream_failed', 'the CA gave nothing');
  return key;
}

async function signToken(signer: ReplicaSigner | undefined, issuedAtSeconds: number): Promise<IssuedToken> {
  if (signer === undefined) throw new Error('there is no signer');
  const { token, expiresInSeconds } = await signer.sign({
    typ: 'at+jwt',
    trustPath: 'x5c',
    claims: accessTokenClaims(subject),
  });
  const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')) as {
    'x5t#S256': string;
  };
  const expiresAtSeconds = Math.floor(issuedAtSeconds) + expiresInSeconds;
  return { token, kid: header['x5t#S256'], issuedAtSeconds, expiresAtSeconds };
}
