import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toPem } from '../support/minted-certificates.js';
import { type MintedTokens, mintTokens, openMint } from '../support/minted-x5c-tokens.js';
import { runProcess } from '../support/run-process.js';
import { scratchFolder } from '../support/scratch-folder.js';

const NOW_SECONDS = 1_800_000_000;

/** `openssl verify` on one chain: the root trusted, the intermediate offered, lists checked all the way. */
async function verify(
  minted: Pick<MintedTokens, 'rootsPem' | 'lists'>,
  chainPem: readonly string[],
  atSeconds: number,
  lists = minted.lists,
) {
  const folder = await scratchFolder();
  const [leaf = '', ...intermediates] = chainPem;
  const pems = lists.map(
    (list) => `-----BEGIN X509 CRL-----\n${Buffer.from(list).toString('base64')}\n-----END X509 CRL-----\n`,
  );
  await Promise.all([
    writeFile(join(folder, 'root.pem'), minted.rootsPem),
    writeFile(join(folder, 'intermediates.pem'), [minted.rootsPem, ...intermediates].join('')),
    writeFile(join(folder, 'leaf.pem'), leaf),
    writeFile(join(folder, 'lists.pem'), pems.map((pem) => pem.replace(/[^\n-]{65,}/g, wrap)).join('')),
  ]);
  const args = ['verify', '-x509_strict', '-check_ss_sig', '-attime', String(atSeconds)];
  const crls = ['-crl_check_all', '-CRLfile', 'lists.pem'];
  const files = ['-CAfile', 'root.pem', '-untrusted', 'intermediates.pem', 'leaf.pem'];
  return runProcess('openssl', [...args, ...crls, ...files], { cwd: folder });
}

const wrap = (line: string) => line.replace(/.{1,64}/g, '$&\n').trimEnd();

test('openssl verifies every chain that we make, strictly and with its revocation lists', async () => {
  const minted = await mintTokens(NOW_SECONDS);
  expect(minted.tokens.map(({ alg }) => alg)).toContain('RS256');
  for (const { chainPem } of minted.tokens) {
    const { status, output, errors } = await verify(minted, chainPem, NOW_SECONDS);
    expect({ status, output, errors }).toEqual({ status: 0, output: 'leaf.pem: OK\n', errors: '' });
  }
});

test('openssl refuses them after their end, without the intermediate, and under another root', async () => {
  const minted = await mintTokens(NOW_SECONDS);
  const other = await mintTokens(NOW_SECONDS);
  const chain = minted.tokens[2]?.chainPem ?? [];
  const refusals = await Promise.all([
    verify(minted, chain, NOW_SECONDS + 3601),
    verify(minted, chain.slice(0, 1), NOW_SECONDS),
    verify({ ...minted, rootsPem: other.rootsPem }, chain, NOW_SECONDS),
    verify(minted, chain, NOW_SECONDS, other.lists),
  ]);
  expect(refusals.map(({ status }) => status)).toEqual([2, 2, 2, 2]);
  const said = refusals.map(({ errors }) => /error \d+ at \d+ depth lookup: ?(.*)/.exec(errors)?.[1]);
  expect(said[0]).toBe('certificate has expired');
});

test('openssl verifies what each intermediate and each root of ours certified, and refuses what was revoked', async () => {
  const { authority, clock, upstreamFor } = await openMint(NOW_SECONDS);
  const certify = async () => {
    const key = await upstreamFor('ES256').obtain(true);
    if (key === null) throw new TypeError('There is no certificate.');
    return { serial: key.serial, chainPem: key.x5c.map((der) => toPem(Buffer.from(der, 'base64'))) };
  };
  const first = await certify();
  await authority.addIntermediate();
  // By then it is in use, with its list read.
  await clock.advanceSeconds(1000);
  const second = await certify();
  await authority.addRoot();
  await clock.advanceSeconds(1000);
  const third = await certify();
  expect(new Set([first, second, third].map(({ chainPem }) => chainPem[1])).size).toBe(3);
  const ask = async ({ chainPem }: typeof first) => {
    const minted = { rootsPem: await authority.rootsPem(), lists: await authority.revocationLists() };
    const { status, errors } = await verify(minted, chainPem, clock.nowSeconds());
    return status === 0 ? 'OK' : /depth lookup: ?(.*)/.exec(errors)?.[1];
  };
  expect(await Promise.all([first, second, third].map(ask))).toEqual(['OK', 'OK', 'OK']);
  await authority.revoke(second.serial);
  expect(await Promise.all([first, second, third].map(ask))).toEqual(['OK', 'certificate revoked', 'OK']);
});
