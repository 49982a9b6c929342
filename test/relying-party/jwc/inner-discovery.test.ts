import { createVerifier, type IssuerOptions } from '@keyturn/relying-party';
import { jwc } from '@keyturn/relying-party/jwc';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, onTestFinished, test } from 'vitest';
import {
  discoveryPath,
  json,
  jwksPath,
  type ScriptedIssuer,
  startScriptedIssuer,
  status,
} from '../keys/scripted-issuer.js';
import { accessToken, audience, type MadeKey, makeKey, nowSeconds, refusal } from '../made-tokens.js';
import { advanceSettled } from '../settled-clock.js';
import { judgeBy, makeInner, makeOuter } from './chain-stand.js';

const [first, second] = [makeKey('ES256', 'inner-a'), makeKey('ES256', 'inner-b')];

function publish(server: ScriptedIssuer, keys: readonly MadeKey[]): void {
  server.on(jwksPath, json({ keys: keys.map(({ jwk }) => jwk) }, { 'cache-control': 'max-age=60' }));
}

async function startChain(changes: Partial<IssuerOptions> = {}) {
  const server = await startScriptedIssuer();
  publish(server, [first]);
  const clock = new VirtualClock(nowSeconds);
  const { issuer } = server;
  const verifier = createVerifier({
    clock,
    allowLoopback: true,
    trustPaths: [jwc()],
    issuers: [{ issuer, audience, trustPath: 'jwc', jwc: { innerIssuer: issuer }, ...changes }],
  });
  onTestFinished(() => verifier.close());
  const innerOf = (key: MadeKey) => makeInner({ key, claims: { iss: issuer } });
  /** A request made now under an inner. */
  const judge = (inner: string) => {
    const iat = clock.nowSeconds();
    return judgeBy(verifier, makeOuter({ inner, claims: { iat, exp: iat + 60 } }));
  };
  const pass = (seconds: number) => advanceSettled(clock, verifier, seconds);
  return { server, clock, pass, verifier, issuer, innerOf, judge };
}

test('the keys of inners are found by their issuer’s discovery, once', async () => {
  const { server, judge, innerOf } = await startChain();
  for (let request = 0; request < 3; request++) expect(await judge(innerOf(first))).toBe('accepted');
  expect([server.count(discoveryPath), server.count(jwksPath)]).toEqual([1, 1]);
});

test('one key set for both paths of an issuer', async () => {
  const { server, verifier, judge, innerOf, issuer } = await startChain({ trustPath: ['discovery', 'jwc'] });
  expect(await judge(innerOf(first))).toBe('accepted');
  expect(await judgeBy(verifier, accessToken(first, { iss: issuer }))).toBe('accepted by discovery');
  expect(server.count(jwksPath)).toBe(1);
  expect(verifier.status().map(({ trustPath }) => trustPath)).toEqual(['discovery', 'jwc']);
});

test('the key that signs inners turns: both are accepted in the overlap, and the old one is refused when it is gone', async () => {
  const { server, pass, judge, innerOf } = await startChain();
  const [old, fresh] = [innerOf(first), innerOf(second)];
  expect(await judge(old)).toBe('accepted');
  publish(server, [first, second]);
  await pass(61);
  expect([await judge(old), await judge(fresh)]).toEqual(['accepted', 'accepted']);
  publish(server, [second]);
  await pass(61);
  await expect.poll(() => judge(old)).toBe('jwc_inner_key_unknown');
  expect(await judge(fresh)).toBe('accepted');
});

test('an issuer out of reach: seen inners and new ones are served for as long as its keys are, then 503', async () => {
  const { server, clock, pass, verifier, judge, innerOf } = await startChain({ staleIfErrorSeconds: 300 });
  const seen = innerOf(first);
  expect(await judge(seen)).toBe('accepted');
  for (const path of [jwksPath, discoveryPath]) server.on(path, status(500));
  await pass(120);
  expect([await judge(seen), await judge(innerOf(first))]).toEqual(['accepted', 'accepted']);
  await pass(400);
  const iat = clock.nowSeconds();
  const outer = makeOuter({ inner: seen, claims: { iat, exp: iat + 60 } });
  expect(await refusal(verifier.verify(outer))).toMatchObject({
    code: 'keys_unavailable',
    status: 503,
    trustPath: 'jwc',
  });
});

test('a key replaced under its kid ends the inners that it signed', async () => {
  const { server, pass, judge, innerOf } = await startChain();
  const old = innerOf(first);
  expect(await judge(old)).toBe('accepted');
  const replacement = makeKey('ES256', first.jwk.kid);
  publish(server, [replacement]);
  await pass(61);
  await expect.poll(() => judge(old)).toBe('jwc_inner_signature_invalid');
  expect(await judge(innerOf(replacement))).toBe('accepted');
});

test('an issuer that nobody configured is never asked', async () => {
  const { server, judge } = await startChain();
  const elsewhere = await startScriptedIssuer();
  expect(await judge(makeInner({ claims: { iss: elsewhere.issuer } }))).toBe('issuer_not_allowed');
  expect(server.requests.length + elsewhere.requests.length).toBe(0);
});
