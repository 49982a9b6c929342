import { createVerifier } from '@keyturn/relying-party';
import { expect, test } from 'vitest';
import { seriesAlgorithms } from '../../../provider/ring/key-ring.js';
import { START_SECONDS, startTestProvider } from '../http/test-provider.js';

test.each(seriesAlgorithms)('a token of %s verifies with the key that its header names', async (alg) => {
  const { provider, clock } = await startTestProvider({ rotation: { profile: 'dev', series: [{ alg }] } });
  const { token, expiresInSeconds } = await provider.issuer().sign({ aud: 'us' }, { typ: 'example+jwt' });
  const { keySet } = await provider.issuer().ring.servable();
  const verifier = createVerifier({
    issuers: [
      {
        issuer: provider.issuer().url,
        audience: 'us',
        profile: 'anyJwt',
        discovery: { jwks: { keys: keySet.keys } },
      },
    ],
    clock,
  });
  const { header, claims, kid } = await verifier.verify(token);
  expect(header).toEqual({ alg, typ: 'example+jwt', kid, keyturn_epoch: keySet.keyturn_epoch });
  expect(claims).toMatchObject({ iat: START_SECONDS, exp: START_SECONDS + expiresInSeconds });
});

test('a lifetime is cut to what the series allows', async () => {
  const { provider } = await startTestProvider();
  const sign = async (lifetimeSeconds?: number) =>
    (await provider.issuer().sign({}, { typ: 'x', lifetimeSeconds })).expiresInSeconds;
  expect(await sign()).toBe(60);
  expect(await sign(59)).toBe(59);
  expect(await sign(61)).toBe(60);
});

test('times are whole seconds, never later than the clock', async () => {
  const { provider, clock } = await startTestProvider();
  await clock.advanceSeconds(0.9);
  const { token } = await provider.issuer().sign({}, { typ: 'x' });
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  expect(claims).toMatchObject({ iat: START_SECONDS, exp: START_SECONDS + 60 });
});

test('a series that there is not is refused', async () => {
  const { provider } = await startTestProvider();
  await expect(provider.issuer().sign({}, { typ: 'x', series: 'none' })).rejects.toMatchObject({
    code: 'series_unknown',
  });
});

test('kid and signature are of one key while the keys turn under traffic (I6)', async () => {
  const { provider, clock } = await startTestProvider();
  const kids = new Set<string>();
  const sign = async () => {
    const { token } = await provider.issuer().sign({}, { typ: 'x' });
    const { keySet } = await provider.issuer().ring.servable();
    const verifier = createVerifier({
      issuers: [
        {
          issuer: provider.issuer().url,
          audience: null,
          profile: 'anyJwt',
          discovery: { jwks: { keys: keySet.keys } },
        },
      ],
      clock,
    });
    kids.add(String((await verifier.verify(token)).kid));
  };
  for (let turn = 0; turn < 3; turn++) {
    await clock.advanceSeconds(36);
    await Promise.all([sign(), provider.issuer().ring.verbs.rotate('ES256', 'operator'), sign(), sign()]);
    await sign();
  }
  expect(kids.size).toBeGreaterThanOrEqual(3);
});
