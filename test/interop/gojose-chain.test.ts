import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createChainSigner } from '@keyturn/relying-party/jwc';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type InnerChanges, makeInner } from '../relying-party/jwc/chain-stand.js';
import {
  allAlgorithms,
  audience,
  issuer,
  type MadeKey,
  makeKey,
  nowSeconds,
} from '../relying-party/made-tokens.js';
import { outerEnvironment, runToSuccess } from '../support/run-process.js';

const source = fileURLToPath(new URL('gojose-chain.go', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'keyturn-gojose-'));
const service = join(folder, 'service');

beforeAll(async () => {
  // Debian's libraries for Go lie here; nothing is fetched.
  const env = {
    GO111MODULE: 'off',
    GOPATH: '/usr/share/gocode',
    GOCACHE: join(folder, 'cache'),
    GOFLAGS: '',
  };
  await runToSuccess('go', ['build', '-o', service, source], { cwd: folder, env });
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Answer {
  readonly accepted: boolean;
  readonly error?: string;
}

/** Asks go-jose about tokens whose inners this key signs. */
function startService(trusted: MadeKey): (token: string, now?: number) => Promise<Answer> {
  const child = spawn(service, [], { stdio: ['pipe', 'pipe', 'inherit'], env: outerEnvironment() });
  onTestFinished(() => void child.kill());
  const waiting: ((answer: Answer) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(JSON.parse(line)));
  return (token, now = nowSeconds) =>
    new Promise((resolve) => {
      waiting.push(resolve);
      const question = { token, trusted: { keys: [trusted.jwk] }, issuer, audience, now };
      child.stdin.write(`${JSON.stringify(question)}\n`);
    });
}

/** What our holder mints under an inner. */
async function mint(holder: MadeKey, inner: InnerChanges): Promise<string> {
  const signer = createChainSigner({
    key: { sign: async (input) => holder.sign(Buffer.from(input).toString()) },
    inner: makeInner({ ...inner, claims: { tjwk: holder.jwk, ...inner.claims } }),
    clock: new VirtualClock(nowSeconds),
  });
  onTestFinished(() => signer.close());
  return signer.sign({ htm: 'GET' });
}

// It knows Ed25519 by its old name alone.
test.each(allAlgorithms.filter((alg) => alg !== 'Ed25519'))(
  'go-jose takes what our holder mints with %s',
  async (alg) => {
    const [trusted, holder] = [makeKey(alg, 'trust-1'), makeKey(alg, 'holder-K1')];
    const ask = startService(trusted);
    expect(await ask(await mint(holder, { key: trusted }))).toEqual({ accepted: true });
  },
);

test('and refuses what is not so', async () => {
  const [trusted, holder] = [makeKey('ES256', 'trust-1'), makeKey('ES256', 'holder-K1')];
  const ask = startService(trusted);
  const good = await mint(holder, { key: trusted });
  const other = await mint(holder, { key: makeKey('ES256', 'trust-1') });
  expect(await ask(good)).toEqual({ accepted: true });
  expect(await ask(good, nowSeconds + 61)).toMatchObject({ accepted: false });
  expect(await ask(other)).toMatchObject({ accepted: false, error: expect.stringMatching(/^inner: /) });
  const [header, , signature] = good.split('.');
  expect(await ask(`${header}.e30.${signature}`)).toMatchObject({
    accepted: false,
    error: expect.stringMatching(/^outer: /),
  });
});
