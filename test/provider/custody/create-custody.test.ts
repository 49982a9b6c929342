import { createPrivateKey } from 'node:crypto';
import { inspect } from 'node:util';
import { calculateJwkThumbprint, compactDecrypt, compactVerify, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { createCustody } from '../../../provider/custody/create-custody.js';
import type { Signer } from '../../../provider/custody/key-custody.js';
import { generateWrappingKey } from '../../../provider/custody/wrapping-key.js';
import type { GeneratedKey, RingKey } from '../../../provider/ring/key-ring.js';
import { seriesAlgorithms } from '../../../provider/ring/key-ring.js';
import { placeKey, samplePlace } from '../../support/sample-custody.js';

const wrappingKey = generateWrappingKey();
const custody = createCustody({ wrappingKeys: [wrappingKey] });
const { issuer, series } = samplePlace;
const open = (key: RingKey, by = custody) => by.open(key, issuer, series);
const unreadable = { code: 'key_unreadable' };

/** A JWS of the signer, which jose verifies: another implementation than the one that signs. */
async function signAndVerify(signer: Signer, { alg, publicJwk }: GeneratedKey): Promise<string> {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg })}.${part({ hello: 'world' })}`;
  const signature = await signer.sign(Buffer.from(input));
  const jws = `${input}.${Buffer.from(signature).toString('base64url')}`;
  const verified = await compactVerify(jws, await importJWK({ ...publicJwk } as never, alg), {
    algorithms: [alg],
  });
  return Buffer.from(verified.payload).toString();
}

describe.each(seriesAlgorithms)('%s', (alg) => {
  test('a fresh key signs what others verify, and so it does once it was wrapped and opened', async () => {
    const fresh = await custody.generate(alg);
    expect(await signAndVerify(fresh.signer, fresh.key)).toBe('{"hello":"world"}');
    const opened = await open(await placeKey(fresh));
    expect(await signAndVerify(opened, fresh.key)).toBe('{"hello":"world"}');
  });

  test('the key is public, and its kid is its thumbprint (I7)', async () => {
    const { key } = await custody.generate(alg);
    expect(key.alg).toBe(alg);
    expect(key.kid).toBe(await calculateJwkThumbprint({ ...key.publicJwk } as never));
    const members = { R: ['kty', 'n', 'e'], P: ['kty', 'n', 'e'], E: ['kty', 'crv', 'x', 'y'] }[
      alg.slice(0, 1)
    ];
    const expected = alg.startsWith('Ed') ? ['kty', 'crv', 'x'] : members;
    expect(Object.keys(key.publicJwk).sort()).toEqual([...(expected ?? [])].sort());
  });
});

describe('options', () => {
  test('RSA keys have 2048 bits unless more are asked for, and never fewer', async () => {
    const bits = async (options: { rsaModulusLengthBits?: number }) => {
      const { key } = await createCustody({ wrappingKeys: [wrappingKey], ...options }).generate('RS256');
      return Buffer.from(key.publicJwk.n ?? '', 'base64url').length * 8;
    };
    expect(await bits({})).toBe(2048);
    expect(await bits({ rsaModulusLengthBits: 3072 })).toBe(3072);
    for (const rsaModulusLengthBits of [1024, 2047, Number.NaN])
      expect(() => createCustody({ wrappingKeys: [wrappingKey], rsaModulusLengthBits })).toThrow(RangeError);
  });

  test.each([
    ['none', []],
    ['three', [wrappingKey, wrappingKey, wrappingKey]],
    ['one of 16 bytes', [wrappingKey.subarray(0, 16)]],
    ['an empty one', [new Uint8Array()]],
  ])('wrapping keys: %s is refused', (_which, wrappingKeys) => {
    expect(() => createCustody({ wrappingKeys })).toThrow(
      expect.objectContaining({ code: 'wrapping_key_invalid' }),
    );
  });
});

describe('a wrapped key', () => {
  test('is a compact JWE that says what it is bound to and which key wrapped it', async () => {
    const key = await placeKey(await custody.generate('ES256'));
    const { plaintext, protectedHeader } = await compactDecrypt(key.wrappedPrivateKey, wrappingKey);
    expect(protectedHeader).toEqual({
      alg: 'dir',
      enc: 'A256GCM',
      kid: expect.stringMatching(/^[\w-]{16}$/),
      keyturn: { ...samplePlace, kid: key.kid, alg: 'ES256' },
    });
    const pkcs8 = createPrivateKey({ key: Buffer.from(plaintext), format: 'der', type: 'pkcs8' });
    expect(pkcs8.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  });

  test('is refused in every other place, and after every change (provider-20)', async () => {
    const key = await placeKey(await custody.generate('RS256'));
    const other = await placeKey(await custody.generate('RS256'));
    const [header = '', ...rest] = key.wrappedPrivateKey.split('.');
    const [otherHeader = ''] = other.wrappedPrivateKey.split('.');
    const moved: [string, RingKey, string?, string?][] = [
      ['another issuer', key, 'https://other.example'],
      ['another series', key, issuer, 'RS256'],
      ['another kid', { ...key, kid: other.kid }],
      ['another kid with its public key', { ...key, kid: other.kid, publicJwk: other.publicJwk }],
      ['another epoch', { ...key, bornAtEpoch: key.bornAtEpoch + 1 }],
      ['another algorithm', { ...key, alg: 'PS256' }],
      ['another public key', { ...key, publicJwk: other.publicJwk }],
      ['the private half of another', { ...key, wrappedPrivateKey: other.wrappedPrivateKey }],
      ['the header of another', { ...key, wrappedPrivateKey: [otherHeader, ...rest].join('.') }],
      ['no JWE', { ...key, wrappedPrivateKey: 'wrapped' }],
      ['a signed one', { ...key, wrappedPrivateKey: `${header}.e30.AAAA` }],
    ];
    // Also after the right one was opened: a signer that is remembered is nobody else's.
    await open(key);
    for (const [which, candidate, atIssuer = issuer, atSeries = series] of moved)
      await expect(custody.open(candidate, atIssuer, atSeries), which).rejects.toMatchObject(unreadable);
    await open(key);
  });

  test('is refused whichever of its letters is changed', async () => {
    const key = await placeKey(await custody.generate('ES256'));
    const text = key.wrappedPrivateKey;
    for (let at = 0; at < text.length; at += 7) {
      const letter = text[at] === 'A' ? 'B' : 'A';
      const altered = { ...key, wrappedPrivateKey: `${text.slice(0, at)}${letter}${text.slice(at + 1)}` };
      await expect(open(altered), `letter ${at}`).rejects.toMatchObject(unreadable);
    }
  });

  test('the refusal tells the kid and nothing of why', async () => {
    const key = await placeKey(await custody.generate('ES256'));
    const wrong = createCustody({ wrappingKeys: [generateWrappingKey()] });
    const altered = { ...key, wrappedPrivateKey: `${key.wrappedPrivateKey.slice(0, -4)}AAAA` };
    const [byKey, byChange] = await Promise.all(
      [open(key, wrong), open(altered)].map((opening) => opening.then(String, (error: Error) => error)),
    );
    expect(byKey).toMatchObject({ ...unreadable, message: expect.stringContaining(key.kid) });
    expect(byKey).toMatchObject({ message: expect.not.stringContaining(key.wrappedPrivateKey.slice(-20)) });
    expect(inspect(byKey).split('\n')[0]).toBe(inspect(byChange).split('\n')[0]);
    expect(byKey).not.toHaveProperty('cause');
  });
});

describe('the wrapping key turns', () => {
  const next = generateWrappingKey();
  const both = createCustody({ wrappingKeys: [next, wrappingKey] });
  const onlyNext = createCustody({ wrappingKeys: [next] });

  test('both open, the first wraps', async () => {
    const old = await placeKey(await custody.generate('ES256'));
    const fresh = await placeKey(await both.generate('ES256'));
    expect(await signAndVerify(await open(old, both), old)).toBeTypeOf('string');
    expect(await signAndVerify(await open(fresh, both), fresh)).toBeTypeOf('string');
    expect(await signAndVerify(await open(fresh, onlyNext), fresh)).toBeTypeOf('string');
  });

  test('a key that was dropped opens nothing any more', async () => {
    const old = await placeKey(await custody.generate('ES256'));
    await expect(open(old, onlyNext)).rejects.toMatchObject(unreadable);
  });
});

test('no object of custody shows a private key or a wrapping key', async () => {
  const fresh = await custody.generate('ES256');
  const key = await placeKey(fresh);
  const signer = await open(key);
  const { plaintext } = await compactDecrypt(key.wrappedPrivateKey, wrappingKey);
  const jwk = createPrivateKey({ key: Buffer.from(plaintext), format: 'der', type: 'pkcs8' }).export({
    format: 'jwk',
  });
  const secrets = [jwk.d ?? '', wrappingKey].flatMap((secret) => {
    const bytes = Buffer.from(secret as string, 'base64url');
    return [bytes.toString('base64url'), bytes.toString('hex'), bytes.join(', ')];
  });
  const failure = await open({ ...key, bornAtEpoch: 8 }).catch((error: unknown) => error);
  for (const object of [custody, fresh, fresh.key, fresh.signer, signer, failure]) {
    const shown = `${inspect(object, { depth: 9, showHidden: true, maxArrayLength: 999 })} ${JSON.stringify(object)}`;
    for (const secret of secrets) expect(shown).not.toContain(secret);
  }
  expect(secrets.every((secret) => secret.length > 40)).toBe(true);
});
