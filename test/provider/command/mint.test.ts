import { createProvider } from 'keyturn';
import { describe, expect, onTestFinished, test } from 'vitest';
import { decodeClaims, decodeHeader } from '../../relying-party/jwc/chain-stand.js';
import { freePort, run } from './test-terminal.js';

const audience = 'https://orders.example';
const secret = 'a secret: of + this & test';

async function startIssuer(inners = true): Promise<string> {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const provider = await createProvider(
    {
      issuer,
      store: { kind: 'memory' },
      rotation: { profile: 'dev', series: [{ alg: 'ES256' }, { alg: 'ES256', name: 'inners' }] },
      discovery: { openIdWithoutRs256: true },
      inners: { series: 'inners' },
      clients: [{ clientId: 'phone 7', secrets: [`plain:${secret}`], audiences: [audience], inners }],
      cron: { schedule: false },
    },
    { log: () => {} },
  );
  await provider.listen({ host: 'localhost', port });
  onTestFinished(() => provider.close());
  return issuer;
}

const mint = (issuer: string, flags: string[] = [], input = `${secret}\n`) =>
  run(['mint', '--chain', '--issuer', issuer, '--client', 'phone 7', ...flags], { input });
const verify = (issuer: string, token: string, flags: string[] = []) =>
  run(['verify', '--chain', '--issuer', issuer, '--audience', audience, '--allow-loopback', ...flags, token]);

describe('mint --chain', () => {
  test('makes what verify --chain accepts, for the request that was named', async () => {
    const issuer = await startIssuer();
    const minted = await mint(issuer, [
      '--htm',
      'GET',
      '--htu',
      'https://orders.example/1',
      '--lifetime',
      '20',
    ]);
    expect(minted).toMatchObject({ code: 0, complained: '' });
    expect(decodeClaims(minted.said)).toMatchObject({
      aud: audience,
      htm: 'GET',
      htu: 'https://orders.example/1',
    });
    const { iat, exp } = decodeClaims(minted.said);
    expect(Number(exp) - Number(iat)).toBe(20);

    const verified = await verify(issuer, minted.said, ['--explain']);
    expect(verified.code).toBe(0);
    expect(verified.said).toContain('subject: "phone 7"');
    expect(verified.said).toContain(`holder: "${decodeHeader(minted.said).kid}"`);
    expect(verified.said).toContain('signature: passed');
  });

  test('makes a new key each time, and shows its public half alone', async () => {
    const issuer = await startIssuer();
    const [one, two] = [await mint(issuer, ['--json']), await mint(issuer, ['--json'])].map(({ said }) =>
      JSON.parse(said),
    );
    expect(Object.keys(one).sort()).toEqual(['inner', 'jwk', 'token']);
    expect(Object.keys(one.jwk).sort()).toEqual(['crv', 'kty', 'x', 'y']);
    expect(one.jwk).not.toEqual(two.jwk);
    expect(decodeClaims(one.inner).tjwk).toMatchObject(one.jwk);
  });

  test.each<[string, boolean, string, RegExp]>([
    ['the client may have none', false, secret, /inner_refused: .*400 unauthorized_client/],
    ['the secret is wrong', true, 'another secret', /inner_refused: .*401 invalid_client/],
  ])('%s: refused, status 1, without the secret', async (_what, inners, input, words) => {
    const ended = await mint(await startIssuer(inners), [], input);
    expect(ended.code).toBe(1);
    expect(ended.complained).toMatch(words);
    expect(ended.complained).not.toContain(input);
  });

  test('an issuer that is not there: status 3', async () => {
    const ended = await mint(`http://localhost:${await freePort()}`);
    expect(ended).toMatchObject({ code: 3, said: '' });
    expect(ended.complained).toMatch(/^issuer_unreachable: /);
  });

  test.each<[string, string[], string]>([
    ['plain http', ['mint', '--chain', '--issuer', 'http://issuer.example', '--client', 'c'], secret],
    ['no secret', ['mint', '--chain', '--issuer', 'https://issuer.example', '--client', 'c'], ''],
    ['nothing to mint', ['mint', '--issuer', 'https://issuer.example', '--client', 'c'], secret],
  ])('%s: wrong use, and nothing is sent', async (_what, args, input) => {
    expect((await run(args, { input })).code).toBe(2);
  });
});

test('verify --chain takes no token of another path', async () => {
  const issuer = await startIssuer();
  const { inner } = JSON.parse((await mint(issuer, ['--json'])).said);
  const ended = await verify(issuer, inner);
  expect(ended.code).toBe(1);
  expect(ended.said).toMatch(/^refused: typ_not_allowed/);
});
