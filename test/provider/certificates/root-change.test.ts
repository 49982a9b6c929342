import { X509Certificate } from 'node:crypto';
import { createVerifier } from '@keyturn/relying-party';
import { x5c } from '@keyturn/relying-party/x5c';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { createAuthorityMemory } from '../../../provider/certificates/authority-files.js';
import { createAuthority, openAuthority } from '../../../provider/certificates/development-authority.js';
import { createReplicaSigner } from '../../../provider/certificates/replica-signer.js';
import { createRequestingUpstream } from '../../../provider/certificates/requested-keys.js';
import { standIssuer, standTerms, startSeconds } from './certificate-stand.js';

/** One relying party: it fetches `/ca` every ten minutes, as late as X3 allows. */
async function startWorld(rootDistributionSeconds = standTerms.rootDistributionSeconds) {
  const clock = new VirtualClock(startSeconds);
  const files = createAuthorityMemory();
  await createAuthority(files, clock);
  const authority = await openAuthority(files, clock, { ...standTerms, rootDistributionSeconds });
  const upstream = createRequestingUpstream('ES256', { uris: [standIssuer] }, ({ publicKey }, names) =>
    authority.issue(names, publicKey),
  );
  const signer = createReplicaSigner({
    issuer: standIssuer,
    upstream,
    terms: standTerms,
    clock,
    draw: () => 0,
    tickSeconds: 0,
  });
  const fetchRoots = async () =>
    createVerifier({
      clock,
      trustPaths: [x5c()],
      issuers: [
        {
          issuer: standIssuer,
          audience: null,
          profile: 'anyJwt',
          trustPath: 'x5c',
          x5c: { anchorsPem: await authority.rootsPem() },
        },
      ],
    });
  const sign = async () => {
    await signer.tick();
    const { token } = await signer.sign({
      typ: 'example+jwt',
      claims: ({ issuer: iss, issuedAtSeconds: iat, expiresAtSeconds: exp }) => ({ iss, iat, exp }),
    });
    return token;
  };
  return { clock, authority, fetchRoots, sign };
}

const FETCH_EVERY_SECONDS = 600;

/** Tokens minute by minute while a root is added; how many were refused, and how many roots were on offer over time. */
async function swapRoot(rootDistributionSeconds?: number) {
  const { clock, authority, fetchRoots, sign } = await startWorld(rootDistributionSeconds);
  let verifier = await fetchRoots();
  const offered: number[] = [];
  let refused = 0;
  for (let minute = 0; minute < 40; minute++) {
    // Just after the party has fetched: it learns of the root as late as can be.
    if (minute === 5) await authority.addRoot();
    const token = await sign();
    await clock.advanceSeconds(59);
    await verifier.verify(token).catch(() => {
      refused += 1;
    });
    offered.push((await authority.rootsPem()).split('BEGIN CERTIFICATE').length - 1);
    await clock.advanceSeconds(1);
    if ((minute * 60) % FETCH_EVERY_SECONDS === 300 - 60) verifier = await fetchRoots();
  }
  return { refused, offered, last: (await authority.describe()).intermediates.length };
}

test('a root is swapped under traffic with nothing refused (X3): offered first, used later, the old one kept', async () => {
  const { refused, offered, last } = await swapRoot();
  expect(refused).toBe(0);
  // One root, then both, then the new one alone.
  expect(offered.filter((count, at) => count !== offered[at - 1])).toEqual([1, 2, 1]);
  expect(last).toBe(2);
});

test('a root that is used before the slowest party has it refuses good tokens', async () => {
  expect((await swapRoot(0)).refused).toBeGreaterThan(0);
});

test('a revoked certificate is refused by who has the list, and the others go on', async () => {
  const { clock, authority, sign } = await startWorld();
  const token = await sign();
  const { x5c: chain } = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
  const toPem = (der: Uint8Array) =>
    `-----BEGIN X509 CRL-----\n${Buffer.from(der)
      .toString('base64')
      .replace(/.{1,64}/g, '$&\n')}-----END X509 CRL-----\n`;
  const verify = async () =>
    createVerifier({
      clock,
      trustPaths: [x5c()],
      issuers: [
        {
          issuer: standIssuer,
          audience: null,
          profile: 'anyJwt',
          trustPath: 'x5c',
          x5c: {
            anchorsPem: await authority.rootsPem(),
            crls: (await authority.revocationLists()).map(toPem).join(''),
          },
        },
      ],
    }).verify(token);
  await expect(verify()).resolves.toBeDefined();
  await authority.revoke('0badcafe');
  await expect(verify()).resolves.toBeDefined();
  await authority.revoke(new X509Certificate(Buffer.from(chain[0], 'base64')).serialNumber);
  await expect(verify()).rejects.toMatchObject({ code: 'x5c_revoked' });
});
