import { expect, test } from 'vitest';
import { describeChange, describeVerdict } from '../../../provider/watch/describe-verdict.js';
import { readDiscovery, readKeys } from '../../../provider/watch/read-documents.js';
import { verdictOf } from '../../../provider/watch/verdict.js';
import { issuer, jwk, keysAt, seen } from './samples.js';

function doorTo(text: string) {
  const document = {
    status: 200 as const,
    body: new TextEncoder().encode(text),
    header: () => undefined,
    receivedAtSeconds: 0,
  };
  const rules = {
    allowLoopback: false,
    allowPrivateNetwork: false,
    deadlineMilliseconds: 1000,
    maxBodyBytes: 1e6,
  };
  return {
    fetchDocument: () => Promise.resolve(document),
    rules,
    metadata: 'openid' as const,
    nowSeconds: () => 0,
  };
}

test.each(['constructor', '__proto__', 'toString', '', 7, null, { toString: 1 }, [['RSA']]])(
  'a key of kty %j is judged, and the good one beside it',
  async (kty) => {
    const { sample } = await readKeys(
      issuer,
      doorTo(JSON.stringify({ keys: [{ kty, kid: 'odd' }, jwk('a')] })),
    );
    expect(sample).toMatchObject({ kind: 'keys', keys: [{ kid: 'odd' }, { kid: 'a' }] });
    if (sample.kind !== 'keys') return;
    const codes = verdictOf(seen(sample), 0).findings.map(({ code, kid }) => `${code} ${kid}`);
    expect(codes).toContain('breaks_verifiers odd');
  },
);

test('a set that is nested too deep is no JSON that is looked for', async () => {
  const deep = `{"keys":[{"kid":"a","kty":${'['.repeat(20_000)}${']'.repeat(20_000)}}]}`;
  expect((await readKeys(issuer, doorTo(deep))).sample).toMatchObject({ reason: 'json_invalid' });
});

test('names of algorithms that are no texts are none', async () => {
  const text = JSON.stringify({
    issuer,
    id_token_signing_alg_values_supported: ['ES256', { toString: 1 }, 7],
  });
  expect(await readDiscovery(issuer, doorTo(text))).toMatchObject({ issuer, algorithms: ['ES256'] });
});

test('a kid begins no line of its own, which would pass for a verdict', () => {
  const kid = 'a\nhttps://good.example: good';
  const verdict = verdictOf(seen(keysAt(0, [jwk(kid, { d: 'secret' }), jwk('b')])), 0);
  const change = describeChange({ type: 'published', issuer, kid }, 0);
  for (const text of [describeVerdict(verdict), change]) {
    expect(text).toContain('a\\nhttps://good.example');
    expect(text).not.toMatch(/^https:\/\/good/m);
  }
});

test('a kid of a hundred thousand characters takes no hundred screens', () => {
  const verdict = verdictOf(seen(keysAt(0, [jwk('k'.repeat(100_000)), jwk('b')])), 0);
  expect(describeVerdict(verdict).length).toBeLessThan(5000);
});
