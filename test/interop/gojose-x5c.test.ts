import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startTestProvider } from '../provider/http/test-provider.js';
import { type MintedTokens, mintTokens, readHeader, withHeader } from '../support/minted-x5c-tokens.js';
import { outerEnvironment, runToSuccess } from '../support/run-process.js';

const NOW_SECONDS = 1_800_000_000;
const source = fileURLToPath(new URL('gojose-x5c.go', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'keyturn-gojose-'));
const party = join(folder, 'party');

beforeAll(async () => {
  // Debian's libraries for Go lie here; nothing is fetched.
  const env = {
    GO111MODULE: 'off',
    GOPATH: '/usr/share/gocode',
    GOCACHE: join(folder, 'cache'),
    GOFLAGS: '',
  };
  await runToSuccess('go', ['build', '-o', party, source], { cwd: folder, env });
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Answer {
  readonly accepted: boolean;
  readonly error?: string;
}

function startGoJose(): (question: object) => Promise<Answer> {
  const child = spawn(party, [], { stdio: ['pipe', 'pipe', 'inherit'], env: outerEnvironment() });
  onTestFinished(() => void child.kill());
  const waiting: ((answer: Answer) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(JSON.parse(line)));
  return (question) =>
    new Promise((resolve) => {
      waiting.push(resolve);
      child.stdin.write(`${JSON.stringify(question)}\n`);
    });
}

test('go-jose accepts what we mint of every algorithm, knowing only the root', async () => {
  const { tokens, rootsPem, nowSeconds } = await mintTokens(NOW_SECONDS);
  const ask = startGoJose();
  // It knows EdDSA by no other name.
  const known = tokens.filter(({ alg }) => alg !== 'Ed25519');
  expect(known).toHaveLength(5);
  for (const { token } of known)
    expect(await ask({ token, roots: rootsPem, now: nowSeconds })).toEqual({ accepted: true });
});

const spoiled: readonly [string, (minted: MintedTokens, token: string) => object][] = [
  ['under another root', (_, token) => ({ token, roots: undefined })],
  ['after the end of its certificate', (_, token) => ({ token, now: NOW_SECONDS + 3601 })],
  ['before its certificate began', (_, token) => ({ token, now: NOW_SECONDS - 121 })],
  ['without its intermediate', (_, token) => reheaded(token, ({ x5c }) => ({ x5c: x5c.slice(0, 1) }))],
  ['without its leaf', (_, token) => reheaded(token, ({ x5c }) => ({ x5c: x5c.slice(1) }))],
  ['with another’s chain', ({ tokens }, token) => reheaded(token, () => chainOf(tokens[3]?.token ?? ''))],
  ['with another payload', (_, token) => ({ token: token.replace(/\.[^.]+\./, '.e30.') })],
];

const chainOf = (token: string) => ({
  x5c: readHeader(token).x5c,
  'x5t#S256': readHeader(token)['x5t#S256'],
});
const reheaded = (token: string, change: (header: ReturnType<typeof readHeader>) => object) => ({
  token: withHeader(token, { ...readHeader(token), ...change(readHeader(token)) }),
});

test.each(spoiled)('go-jose refuses a token %s', async (what, spoil) => {
  const minted = await mintTokens(NOW_SECONDS);
  const roots = what === 'under another root' ? (await mintTokens(NOW_SECONDS)).rootsPem : minted.rootsPem;
  const es256 = minted.tokens.find(({ alg }) => alg === 'ES256')?.token ?? '';
  const ask = startGoJose();
  expect(await ask({ token: es256, roots: minted.rootsPem, now: NOW_SECONDS })).toEqual({ accepted: true });
  const answer = await ask({ now: NOW_SECONDS, ...spoil(minted, es256), roots });
  expect(answer).toEqual({ accepted: false, error: expect.any(String) });
});

test('go-jose reads our key set with certified ring keys, and drops it when a certificate is another key’s', async () => {
  const { call } = await startTestProvider({ certificates: { authority: {}, ringKeys: true } });
  const set = JSON.parse((await call('/jwks')).text);
  expect(set.keys.length).toBeGreaterThan(1);
  const ask = startGoJose();
  expect(await ask({ set: JSON.stringify(set) })).toEqual({ accepted: true });
  const [first, second, ...others] = set.keys;
  const swapped = {
    keys: [{ ...first, x5c: second.x5c, 'x5t#S256': second['x5t#S256'] }, second, ...others],
  };
  expect(await ask({ set: JSON.stringify(swapped) })).toMatchObject({ accepted: false });
});
