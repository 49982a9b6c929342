import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DenylistFileOptions, openDenylistFile } from '@keyturn/relying-party/denylist';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, onTestFinished, test } from 'vitest';
import { scratchFolder } from '../../support/scratch-folder.js';
import {
  accessToken,
  compact,
  issuer,
  type MadeKey,
  makeKey,
  makeVerifier,
  nowSeconds,
  refusalCode,
} from '../made-tokens.js';

const operator = makeKey('Ed25519', 'operator');
const stranger = makeKey('Ed25519', 'operator');
const thumbprint = 'A'.repeat(43);

interface ListChanges {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: MadeKey;
}

function makeList({ claims = {}, header = {}, key = operator }: ListChanges = {}): string {
  return compact(
    key,
    { alg: key.alg, typ: 'keyturn-denylist+jwt', kid: key.jwk.kid, ...header },
    { iss: issuer, iat: nowSeconds, jtis: ['lost'], key_thumbprints: [thumbprint], ...claims },
  );
}

let changes = 0;

async function openList(text: string, options: Partial<DenylistFileOptions> = {}) {
  const file = join(await scratchFolder(), 'denylist.jwt');
  const write = async (changed: string) => {
    await writeFile(file, changed);
    // Two writes within one tick of the file system's clock are told apart all the same.
    await utimes(file, nowSeconds, nowSeconds + ++changes);
  };
  await write(text);
  const failures: string[] = [];
  const clock = new VirtualClock(nowSeconds);
  const opened = await openDenylistFile({
    file,
    issuer,
    jwks: { keys: [operator.jwk] },
    clock,
    onFailure: (failure) =>
      failures.push(failure instanceof Error && 'code' in failure ? String(failure.code) : 'other'),
    ...options,
  });
  onTestFinished(() => opened.close());
  return { ...opened, list: opened.denylist, write, file, clock, failures };
}

test('a verifier with a file refuses what the file names, and takes the rest', async () => {
  const { list, issuedAtSeconds } = await openList(`${makeList()}\n`);
  const key = makeKey('ES256', 'kid');
  const verifier = makeVerifier([key], {}, 'node', { denylist: list });
  expect(await refusalCode(verifier.verify(accessToken(key, { jti: 'lost' })))).toBe('token_revoked');
  expect((await verifier.verify(accessToken(key))).claims.jti).toBe('token-1');
  expect(issuedAtSeconds()).toBe(nowSeconds);
});

test('jtis are the issuer’s own names; a key is nobody’s namespace', async () => {
  const { list } = await openList(makeList());
  expect([list.jtis.has('lost', issuer), list.jtis.has('lost', 'https://other.example')]).toEqual([
    true,
    false,
  ]);
  expect(list.keyThumbprints.has(thumbprint, 'https://other.example')).toBe(true);
  expect(list.keyThumbprints.has('B'.repeat(43), issuer)).toBe(false);
});

test('a file that changes counts without a restart', async () => {
  const { list, write, clock, refresh } = await openList(makeList());
  await write(makeList({ claims: { iat: nowSeconds + 1, jtis: ['lost', 'next'] } }));
  expect(list.jtis.has('next', issuer)).toBe(false);
  await clock.advanceSeconds(5);
  await refresh();
  expect(list.jtis.has('next', issuer)).toBe(true);
});

test('of two lists of one second both deny, until a newer one comes', async () => {
  const { list, write, failures, refresh } = await openList(makeList());
  await write(makeList({ claims: { jtis: ['next'], key_thumbprints: [] } }));
  await refresh();
  const denied = () => ['lost', 'next'].map((jti) => list.jtis.has(jti, issuer));
  expect(denied()).toEqual([true, true]);
  expect(list.keyThumbprints.has(thumbprint, issuer)).toBe(true);
  await write(makeList({ claims: { iat: nowSeconds + 1, jtis: ['next'], key_thumbprints: [] } }));
  await refresh();
  expect([denied(), failures]).toEqual([[false, true], []]);
});

test.each<[string, string, string]>([
  ['of a stranger', makeList({ key: stranger }), 'denylist_untrusted'],
  ['of another issuer', makeList({ claims: { iss: 'https://other.example' } }), 'denylist_untrusted'],
  ['that is older', makeList({ claims: { iat: nowSeconds - 1, jtis: [] } }), 'denylist_older'],
  ['that is a token', makeList({ header: { typ: 'at+jwt' } }), 'denylist_malformed'],
  ['without jtis', makeList({ claims: { jtis: undefined } }), 'denylist_malformed'],
  ['with a jti that is a number', makeList({ claims: { jtis: [1] } }), 'denylist_malformed'],
  [
    'with something else for a thumbprint',
    makeList({ claims: { key_thumbprints: ['kid'] } }),
    'denylist_malformed',
  ],
  ['that is cut off', makeList().replace(/[^.]*$/, 'AAAA'), 'signature_malformed'],
  ['that is empty', '', 'token_missing'],
])('a list %s never takes the place of a good one, and is told once', async (_what, text, code) => {
  const { list, write, failures, refresh } = await openList(makeList());
  await write(text);
  await refresh();
  await refresh();
  expect(failures).toEqual([code]);
  expect(list.jtis.has('lost', issuer)).toBe(true);
});

test('a file that goes leaves the last list in use, and comes again', async () => {
  const { list, write, file, failures, refresh } = await openList(makeList());
  await rm(file);
  await refresh();
  await refresh();
  expect([failures, list.jtis.has('lost', issuer)]).toEqual([['denylist_unreadable'], true]);
  await write(makeList({ claims: { jtis: ['other'] } }));
  await refresh();
  expect(list.jtis.has('other', issuer)).toBe(true);
});

test.each<[string, string, object]>([
  ['a stranger’s list', makeList({ key: stranger }), { code: 'denylist_untrusted' }],
  ['no list', 'x', { code: 'token_malformed' }],
])('nothing is opened on %s: it would deny nothing', async (_what, text, failure) => {
  await expect(openList(text)).rejects.toMatchObject(failure);
});

test('a file that is not there is refused at once', async () => {
  const open = openDenylistFile({ file: '/nowhere/denylist.jwt', issuer, jwks: { keys: [operator.jwk] } });
  await expect(open).rejects.toMatchObject({ code: 'denylist_unreadable' });
});
