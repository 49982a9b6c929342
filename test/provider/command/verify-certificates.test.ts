import { expect, test } from 'vitest';
import { mintedAtSeconds } from '../../support/minted-certificates.js';
import { mintIssuer, mintTokens } from '../../support/minted-x5c-tokens.js';
import { makeFolder, run, writeJson } from './test-terminal.js';

async function mintFor() {
  const { tokens, rootsPem } = await mintTokens(mintedAtSeconds);
  const entry = { issuer: mintIssuer, audience: 'api', profile: 'anyJwt', trustPath: 'x5c' };
  const config = await writeJson(await makeFolder(), 'verifier.json', {
    issuers: [{ ...entry, x5c: { anchorsPem: rootsPem } }],
  });
  const token = tokens.find(({ alg }) => alg === 'ES256')?.token ?? '';
  const verify = (...flags: readonly string[]) => run(['verify', '--config', config, ...flags, token]);
  return { verify, now: ['--now', String(mintedAtSeconds)] };
}

test('the chain of an accepted token is drawn as a tree, the root on top', async () => {
  const { verify, now } = await mintFor();
  const { code, said } = await verify(...now);
  expect(code).toBe(0);
  const tree = said.split('\n').slice(-3);
  expect(tree[0]).toMatch(/^ {2}CN=keyturn development root 1 \(serial [0-9a-f]+, \d+ to \d+, SHA-256 /);
  expect(tree[1]).toMatch(/^ {2}└─ CN=keyturn development intermediate 1 \(/);
  expect(tree[2]).toMatch(/^ {5}└─ .*\(serial /);
});

test('as JSON it is a list from the leaf on; of a refused token nothing is told', async () => {
  const { verify, now } = await mintFor();
  const accepted = JSON.parse((await verify('--json', ...now)).said);
  expect(accepted).toMatchObject({
    trustPath: 'x5c',
    chain: [{}, {}, { subject: 'CN=keyturn development root 1' }],
  });
  const late = await verify('--json', '--now', String(mintedAtSeconds + 4000));
  expect(late.code).toBe(1);
  expect(JSON.parse(late.said)).toMatchObject({ code: 'token_expired', chain: null });
  expect((await verify('--now', String(mintedAtSeconds + 4000))).said).not.toContain('CN=');
});
