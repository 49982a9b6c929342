import { createDpopCheck, type DpopCheckOptions } from '@keyturn/relying-party/dpop';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { describe, expect, test } from 'vitest';
import { compact, type MadeKey, makeKey, nowSeconds, refusal, refusalCode } from '../made-tokens.js';

const holder = makeKey('ES256', 'unused');
const { kty, crv, x, y } = holder.jwk;
const jwk = { kty, crv, x, y };
const request = { method: 'POST', url: 'https://issuer.example/token' };

interface ProofChanges {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  readonly key?: MadeKey;
}

function makeProof({ header = {}, claims = {}, key = holder }: ProofChanges = {}): string {
  return compact(
    key,
    { typ: 'dpop+jwt', alg: key.alg, jwk, ...header },
    { jti: 'proof-1', htm: request.method, htu: request.url, iat: nowSeconds, ...claims },
  );
}

function makeCheck(options: DpopCheckOptions = {}) {
  const clock = new VirtualClock(nowSeconds);
  const check = createDpopCheck({ clock, ...options });
  return { clock, judge: (proof: unknown, asked = request) => check(proof, asked) };
}

const codeOf = (proof: unknown, asked = request) => refusalCode(makeCheck().judge(proof, asked));

test('the example of RFC 9449 section 4.1 shows its key', async () => {
  const example = [
    'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19',
    'eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ',
    '2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg',
  ].join('.');
  const check = createDpopCheck({ clock: new VirtualClock(1_562_262_620) });
  const asked = { method: 'POST', url: 'https://server.example.com/token' };
  // The thumbprint is that of section 6.1.
  expect(await check(example, asked)).toMatchObject({
    jti: '-BwC3ESc6acc2lTc',
    thumbprint: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I',
  });
});

test('a proof shows the members that make the key, its thumbprint and what it says, and no more', async () => {
  const written = { ...jwk, kid: 'of the sender', use: 'sig', note: 'anything' };
  const proof = makeProof({ header: { jwk: written }, claims: { nonce: 'n', ath: 'a' } });
  expect(await makeCheck().judge(proof)).toEqual({
    jwk,
    alg: 'ES256',
    thumbprint: expect.stringMatching(/^[\w-]{43}$/),
    jti: 'proof-1',
    iatSeconds: nowSeconds,
    nonce: 'n',
    ath: 'a',
  });
});

describe('form', () => {
  const good = makeProof();
  const [head = '', body = '', signature = ''] = good.split('.');
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty field', ''],
    ['two fields, joined as Node joins them', `${good}, ${good}`],
    ['two segments', `${head}.${body}`],
    ['padding', `${head}.${body}.${signature}=`],
    ['another typ', makeProof({ header: { typ: 'jwt' } })],
    ['no typ', makeProof({ header: { typ: undefined } })],
    ['a critical member', makeProof({ header: { crit: ['jwc'], jwc: 'x' } })],
    ['no jwk', makeProof({ header: { jwk: undefined } })],
    ['a jwk that is a list', makeProof({ header: { jwk: [jwk] } })],
    ['no jti', makeProof({ claims: { jti: undefined } })],
    ['a jti that is a number', makeProof({ claims: { jti: 7 } })],
    ['an endless jti', makeProof({ claims: { jti: 'j'.repeat(257) } })],
    ['no iat', makeProof({ claims: { iat: undefined } })],
    ['an iat that is text', makeProof({ claims: { iat: String(nowSeconds) } })],
    ['a nonce that is a number', makeProof({ claims: { nonce: 1 } })],
    ['more than 4 KiB', makeProof({ claims: { pad: 'p'.repeat(4096) } })],
  ])('%s is refused', async (_what, proof) => {
    expect(await codeOf(proof)).toBe('dpop_malformed');
  });
});

describe('key and signature', () => {
  const other = makeKey('ES256', 'other');
  const rsa = makeKey('RS256', 'rsa');
  test.each<[string, string, string]>([
    ['signed by another key', makeProof({ key: other }), 'dpop_signature_invalid'],
    ['no algorithm at all', makeProof({ header: { alg: 'none' } }), 'dpop_alg_not_allowed'],
    ['a symmetric algorithm', makeProof({ header: { alg: 'HS256' } }), 'dpop_alg_not_allowed'],
    ['a private key', makeProof({ header: { jwk: { ...jwk, d: 'AAAA' } } }), 'dpop_key_private'],
    ['a symmetric key', makeProof({ header: { jwk: { kty: 'oct', k: 'AAAA' } } }), 'dpop_key_private'],
    ['a key of another type', makeProof({ header: { jwk: rsa.jwk } }), 'dpop_key_unfit'],
    ['a point off the curve', makeProof({ header: { jwk: { ...jwk, y: x } } }), 'dpop_key_unfit'],
    ['a key for encryption', makeProof({ header: { jwk: { ...jwk, use: 'enc' } } }), 'dpop_key_unfit'],
  ])('%s is refused', async (_what, proof, code) => {
    expect(await codeOf(proof)).toBe(code);
  });

  test('an algorithm that is not on the list is refused, and one on it is not', async () => {
    const proof = makeProof({ key: rsa, header: { jwk: rsa.jwk } });
    expect(await refusalCode(makeCheck({ algorithms: ['ES256'] }).judge(proof))).toBe('dpop_alg_not_allowed');
    expect(await makeCheck({ algorithms: ['RS256'] }).judge(proof)).toMatchObject({ alg: 'RS256' });
  });

  test('no refusal carries the proof, or the key', async () => {
    const { message } = await refusal(
      makeCheck().judge(makeProof({ header: { jwk: { ...jwk, d: 'geheim' } } })),
    );
    expect(message).not.toMatch(/geheim|eyJ/);
  });
});

describe('method and address', () => {
  test.each([
    ['another method', { claims: { htm: 'GET' } }, 'dpop_method_mismatch'],
    ['the method in lower case', { claims: { htm: 'post' } }, 'dpop_method_mismatch'],
    ['another path', { claims: { htu: 'https://issuer.example/tokens' } }, 'dpop_url_mismatch'],
    ['another host', { claims: { htu: 'https://evil.example/token' } }, 'dpop_url_mismatch'],
    ['another scheme', { claims: { htu: 'http://issuer.example/token' } }, 'dpop_url_mismatch'],
    ['a user in front', { claims: { htu: 'https://u@issuer.example/token' } }, 'dpop_url_mismatch'],
    ['no address', { claims: { htu: undefined } }, 'dpop_url_mismatch'],
    ['a path alone', { claims: { htu: '/token' } }, 'dpop_url_mismatch'],
  ])('%s is refused', async (_what, changes, code) => {
    expect(await codeOf(makeProof(changes))).toBe(code);
  });

  test.each([
    'https://issuer.example:443/token',
    'HTTPS://ISSUER.example/token',
    'https://issuer.example/token?a=b#c',
    'https://issuer.example/x/../token',
  ])('%s is the same address', async (htu) => {
    expect(await makeCheck().judge(makeProof({ claims: { htu } }))).toMatchObject({ jti: 'proof-1' });
  });
});

describe('time', () => {
  test.each([
    [-120, 'accepted'],
    [-121, 'dpop_too_old'],
    [60, 'accepted'],
    [61, 'dpop_issued_in_future'],
  ])('an iat of %i seconds from now: %s', async (offset, verdict) => {
    const judged = makeCheck().judge(makeProof({ claims: { iat: nowSeconds + offset } }));
    expect(verdict === 'accepted' ? (await judged).jti : await refusalCode(judged)).toBe(
      verdict === 'accepted' ? 'proof-1' : verdict,
    );
  });
});

describe('once', () => {
  test('the same proof again is refused for as long as it would be accepted', async () => {
    const { clock, judge } = makeCheck();
    const proof = makeProof({ claims: { iat: nowSeconds + 60 } });
    await judge(proof);
    for (const seconds of [0, 60, 119, 1]) {
      await clock.advanceSeconds(seconds);
      expect(await refusalCode(judge(proof))).toBe('dpop_replayed');
    }
    await clock.advanceSeconds(1);
    expect(await refusalCode(judge(proof))).toBe('dpop_too_old');
  });

  test('the jti of another key is another’s affair', async () => {
    const { judge } = makeCheck();
    const other = makeKey('ES256', 'other');
    await judge(makeProof());
    expect(await judge(makeProof({ key: other, header: { jwk: other.jwk } }))).toMatchObject({
      jti: 'proof-1',
    });
  });

  test('a refused proof uses up nothing, so that nobody can spend another’s jti', async () => {
    const { judge } = makeCheck();
    const stranger = makeKey('ES256', 'stranger');
    expect(await refusalCode(judge(makeProof({ key: stranger })))).toBe('dpop_signature_invalid');
    expect(await judge(makeProof())).toMatchObject({ jti: 'proof-1' });
  });

  test('where proofs cannot be remembered none is let through, and it is not the caller’s fault', async () => {
    const { judge } = makeCheck({ replayMemory: { remember: () => 'full' } });
    expect(await refusal(judge(makeProof()))).toMatchObject({
      code: 'dpop_replays_unavailable',
      status: 503,
    });
  });
});

describe('nonce', () => {
  const isNonce = (nonce: string | undefined) => nonce === 'ours';
  test.each([
    ['none', {}, 'dpop_nonce_missing'],
    ['another', { claims: { nonce: 'theirs' } }, 'dpop_nonce_missing'],
  ])('%s is refused where one is asked for', async (_what, changes, code) => {
    expect(await refusalCode(makeCheck({ isNonce }).judge(makeProof(changes)))).toBe(code);
  });

  test('ours passes', async () => {
    const proof = makeProof({ claims: { nonce: 'ours' } });
    expect(await makeCheck({ isNonce }).judge(proof)).toMatchObject({ nonce: 'ours' });
  });
});
