import { createVerifier } from '@keyturn/relying-party';
import { innerTokenType, jwc } from '@keyturn/relying-party/jwc';
import type { SingleIssuerInput } from 'keyturn';
import { describe, expect, test } from 'vitest';
import { compact } from '../../relying-party/made-tokens.js';
import { START_SECONDS, startTestProvider, testConfiguration, tokenRequest } from '../http/test-provider.js';
import { type Holder, makeHolder } from './holder.js';

const [reader] = testConfiguration.clients ?? [];
const changed = (client: object): Pick<SingleIssuerInput, 'clients'> =>
  reader === undefined ? {} : { clients: [{ ...reader, inners: true, ...client }] };

const withInners: Partial<SingleIssuerInput> = {
  rotation: {
    profile: 'dev',
    series: [
      { alg: 'ES256' },
      { alg: 'ES256', name: 'inners', maxTokenLifetimeSeconds: 600, retentionSeconds: 610 },
    ],
  },
  inners: { series: 'inners', lifetimeSeconds: 500 },
  ...changed({}),
};

async function startIssuer(overrides: Partial<SingleIssuerInput> = {}) {
  const started = await startTestProvider({ ...withInners, ...overrides });
  const ask = (proof: string | undefined, parameters: Record<string, string> = {}) =>
    started.call(
      '/token',
      tokenRequest(
        { requested_token_type: innerTokenType, ...parameters },
        proof === undefined ? {} : { dpop: proof },
      ),
    );
  /** As a holder does: the first answer brings the nonce. */
  const obtain = async (holder: Holder, parameters: Record<string, string> = {}) => {
    const nonce = (await ask(holder.prove(), parameters)).headers['dpop-nonce'];
    return ask(holder.prove({ nonce, iat: Math.floor(started.clock.nowSeconds()) }), parameters);
  };
  return { ...started, ask, obtain };
}

const decode = (token: unknown) =>
  String(token)
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));

describe('an inner', () => {
  test('carries the proven key, and is told as RFC 8693 tells a token that is no access token', async () => {
    const { obtain, call } = await startIssuer();
    const holder = makeHolder();
    const answer = await obtain(holder);
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json).toEqual({
      access_token: expect.any(String),
      issued_token_type: 'urn:keyturn:params:oauth:token-type:jwc',
      token_type: 'N_A',
      expires_in: 500,
      scope: 'read write',
    });
    const [header, claims] = decode(answer.json.access_token);
    const { keyturn_epoch } = (await call('/jwks')).json;
    expect(header).toEqual({ alg: 'ES256', typ: 'jwc-inner+jwt', kid: expect.any(String), keyturn_epoch });
    expect(claims).toEqual({
      iss: 'http://localhost:4000',
      sub: 'reader & co',
      aud: 'https://api.example',
      iat: START_SECONDS,
      exp: START_SECONDS + 500,
      jti: expect.stringMatching(/^[\w-]{22}$/),
      scope: 'read write',
      tjwk: { ...holder.jwk, alg: 'ES256', kid: expect.stringMatching(/^[\w-]{43}$/) },
    });
  });

  test('is signed by its own series, whose key signs no access token', async () => {
    const { obtain, call, provider } = await startIssuer();
    const [inner] = decode((await obtain(makeHolder())).json.access_token);
    const [access] = decode((await call('/token', tokenRequest())).json.access_token);
    const { ring } = await provider.issuer().ring.servable();
    const kidsOf = (name: string) =>
      ring.series.find((series) => series.name === name)?.keys.map(({ kid }) => kid);
    expect(kidsOf('inners')).toContain(inner.kid);
    expect(kidsOf('ES256')).toContain(access.kid);
    expect(kidsOf('inners')).not.toContain(access.kid);
  });

  test.each(['ES256', 'RS256', 'Ed25519'] as const)(
    'makes its holder’s requests acceptable: %s',
    async (alg) => {
      const { obtain, call, clock } = await startIssuer();
      const holder = makeHolder(alg);
      const inner = String((await obtain(holder)).json.access_token);
      const [, { tjwk, sub }] = decode(inner);
      const jwks = JSON.parse((await call('/jwks')).text);
      const verifier = createVerifier({
        clock,
        trustPaths: [jwc()],
        issuers: [
          {
            issuer: 'http://localhost:4000',
            audience: 'https://api.example',
            trustPath: 'jwc',
            jwc: { innerJwks: jwks },
          },
        ],
      });
      const outer = compact(
        holder.key,
        { alg, kid: tjwk.kid, jwc: inner },
        { aud: 'https://api.example', sub, iat: START_SECONDS, exp: START_SECONDS + 60, jti: 'r-1' },
      );
      const verified = await verifier.verify(outer);
      expect(verified).toMatchObject({
        trustPath: 'jwc',
        claims: { sub: 'reader & co', scope: 'read write' },
      });
      expect(verified.outer?.keyThumbprint).toBe(tjwk.kid);
    },
  );

  test('is no access token', async () => {
    const { obtain, call, clock } = await startIssuer();
    const inner = String((await obtain(makeHolder())).json.access_token);
    const discovery = { jwks: JSON.parse((await call('/jwks')).text) };
    const verifier = createVerifier({
      clock,
      issuers: [{ issuer: 'http://localhost:4000', audience: 'https://api.example', discovery }],
    });
    await expect(verifier.verify(inner)).rejects.toMatchObject({ code: 'typ_not_allowed' });
  });

  test('takes audience and scope as any token of the client does', async () => {
    const { obtain } = await startIssuer();
    const asked = { audience: 'https://other.example', scope: 'read' };
    const [, claims] = decode((await obtain(makeHolder(), asked)).json.access_token);
    expect(claims).toMatchObject({ aud: 'https://other.example', scope: 'read' });
    const refused = await obtain(makeHolder(), { audience: 'https://evil.example' });
    expect(refused.json.error).toBe('invalid_target');
  });

  test('keeps of the key what makes it: no name, no certificate, no word of the holder', async () => {
    const { ask } = await startIssuer();
    const holder = makeHolder();
    const dressed = { ...holder.jwk, kid: 'admin', x5c: ['AAAA'], note: 'anything' };
    const nonce = (await ask(holder.prove())).headers['dpop-nonce'];
    const spoilt = await ask(holder.prove({ nonce }, { jwk: dressed }));
    expect(spoilt.json).toMatchObject({ error: 'invalid_dpop_proof' });
    const { x5c: _, ...named } = dressed;
    const [, { tjwk }] = decode((await ask(holder.prove({ nonce }, { jwk: named }))).json.access_token);
    expect(Object.keys(tjwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'x', 'y']);
    expect(tjwk.kid).not.toBe('admin');
  });

  test('is told to the log by what a denylist needs, and not by itself', async () => {
    const { obtain, seen } = await startIssuer();
    const [, { jti, tjwk }] = decode((await obtain(makeHolder())).json.access_token);
    const told = seen.logLines.map((line) => JSON.parse(line)).find(({ event }) => event === 'inner.issued');
    expect(told).toMatchObject({
      clientId: 'reader & co',
      jti,
      keyThumbprint: tjwk.kid,
      expiresInSeconds: 500,
    });
  });
});

describe('the proof', () => {
  test('needs a nonce of ours, which the refusal brings', async () => {
    const { ask } = await startIssuer();
    const refused = await ask(makeHolder().prove());
    expect(refused.status).toBe(400);
    expect(refused.json.error).toBe('use_dpop_nonce');
    expect(refused.headers['dpop-nonce']).toMatch(/^[\w.-]{8,64}$/);
  });

  test('finds the next nonce with every answer', async () => {
    const { obtain, ask } = await startIssuer();
    const holder = makeHolder();
    const nonce = (await obtain(holder)).headers['dpop-nonce'];
    expect((await ask(holder.prove({ nonce }))).status).toBe(200);
  });

  test('serves once', async () => {
    const { ask } = await startIssuer();
    const holder = makeHolder();
    const nonce = (await ask(holder.prove())).headers['dpop-nonce'];
    const proof = holder.prove({ nonce });
    expect((await ask(proof)).status).toBe(200);
    const again = await ask(proof);
    expect(again.status).toBe(400);
    expect(again.json).toEqual({
      error: 'invalid_dpop_proof',
      error_description: 'the DPoP proof is refused: dpop_replayed',
    });
  });

  test('is refused with an old nonce, however young it says it is', async () => {
    const { ask, clock } = await startIssuer();
    const holder = makeHolder();
    const nonce = (await ask(holder.prove())).headers['dpop-nonce'];
    await clock.advanceSeconds(360);
    const stale = await ask(holder.prove({ nonce, iat: Math.floor(clock.nowSeconds()) }));
    expect(stale.json.error).toBe('use_dpop_nonce');
  });

  test.each<[string, (holder: Holder, nonce: unknown) => string | undefined]>([
    ['is missing', () => undefined],
    ['is for another address', (holder, nonce) => holder.prove({ nonce, htu: 'http://localhost:4000/jwks' })],
    ['is for another method', (holder, nonce) => holder.prove({ nonce, htm: 'GET' })],
    ['is old', (holder, nonce) => holder.prove({ nonce, iat: START_SECONDS - 600 })],
    ['has no key', (holder, nonce) => holder.prove({ nonce }, { jwk: undefined })],
    ['has another’s key', (holder, nonce) => holder.prove({ nonce }, { jwk: makeHolder().jwk })],
    ['is no proof', () => 'eyJhbGciOiJub25lIn0..'],
  ])('%s: no inner', async (_what, proofOf) => {
    const { ask } = await startIssuer();
    const holder = makeHolder();
    const nonce = (await ask(holder.prove())).headers['dpop-nonce'];
    const refused = await ask(proofOf(holder, nonce));
    expect(refused.status).toBe(400);
    expect(refused.json.error).toBe('invalid_dpop_proof');
  });

  test('does not replace the client’s own authentication', async () => {
    const { call, ask } = await startIssuer();
    const holder = makeHolder();
    const nonce = (await ask(holder.prove())).headers['dpop-nonce'];
    const refused = await call(
      '/token',
      tokenRequest(
        { requested_token_type: innerTokenType },
        { dpop: holder.prove({ nonce }), authorization: '' },
      ),
    );
    expect(refused.json.error).toBe('invalid_client');
  });
});

describe('who may have inners', () => {
  test('a client that is not allowed them by name gets none', async () => {
    const { ask } = await startIssuer(changed({ inners: false }));
    expect((await ask(makeHolder().prove())).json.error).toBe('unauthorized_client');
  });

  test('another token type is refused, and the one that is given anyway may be named', async () => {
    const { call } = await startIssuer();
    const typed = (type: string) => call('/token', tokenRequest({ requested_token_type: type }));
    expect((await typed('urn:ietf:params:oauth:token-type:id_token')).json.error).toBe('invalid_request');
    expect((await typed('urn:ietf:params:oauth:token-type:access_token')).json.token_type).toBe('Bearer');
  });
});

describe('retention (J2)', () => {
  test('the key of an inner stays published until the inner is over, though it turned at once', async () => {
    const { obtain, call, clock, provider } = await startIssuer();
    await clock.advanceSeconds(40);
    await provider.issuer().ring.tick('test');
    const [{ kid }, { exp }] = decode((await obtain(makeHolder())).json.access_token);
    expect((await provider.issuer().ring.verbs.rotate('inners', 'test')).outcome).toBe('done');
    const [next] = decode((await obtain(makeHolder())).json.access_token);
    expect(next.kid).not.toBe(kid);
    const published = async () => {
      await provider.issuer().ring.tick('test');
      const { keys } = (await call('/jwks')).json as { keys: { kid: string }[] };
      return keys.map((key) => key.kid).includes(kid);
    };
    await clock.advanceSeconds(exp - clock.nowSeconds());
    expect(await published()).toBe(true);
    await clock.advanceSeconds(200);
    expect(await published()).toBe(false);
  });

  test('a shorter retention than inners need is refused at start', async () => {
    const series = [
      { alg: 'ES256' as const },
      { alg: 'ES256' as const, name: 'inners', maxTokenLifetimeSeconds: 600, retentionSeconds: 600 },
    ];
    await expect(
      startTestProvider({ ...withInners, rotation: { profile: 'dev', series } }),
    ).rejects.toMatchObject({ code: 'policy_impossible' });
  });
});

describe('the configuration', () => {
  const rotation = withInners.rotation ?? {};
  test.each<[string, Partial<SingleIssuerInput>, RegExp]>([
    ['a series that is not there', { inners: { series: 'none' } }, /there is no series "none"/],
    ['the series of access tokens', { inners: { series: 'ES256' } }, /need a series of their own/],
    ['a client whose access tokens it signs', changed({ series: 'inners' }), /names the series of inners/],
    [
      'a longer life than its keys are kept for',
      { inners: { series: 'inners', lifetimeSeconds: 601 } },
      /\(J2\)/,
    ],
    [
      'a client that may have what nobody issues',
      { inners: undefined, rotation },
      /inners\.series is not given/,
    ],
  ])('%s is refused', async (_what, overrides, message) => {
    await expect(startTestProvider({ ...withInners, ...overrides })).rejects.toThrow(message);
  });

  test('a lifetime that is not given is T of the series', async () => {
    const { obtain } = await startIssuer({ inners: { series: 'inners' } });
    expect((await obtain(makeHolder())).json.expires_in).toBe(600);
  });
});
