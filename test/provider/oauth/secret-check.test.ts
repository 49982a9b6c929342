import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { createSecretChecks } from '../../../provider/oauth/secret-check.js';
import {
  formatStoredSecret,
  hashChosenSecret,
  hashGeneratedSecret,
  isStoredSecret,
  readStoredSecret,
} from '../../../provider/oauth/stored-secret.js';

const wrappingKeys = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const createCheck = () => createSecretChecks(new VirtualClock(0), wrappingKeys);

async function read(text: string) {
  const stored = await readStoredSecret(text);
  if (stored === undefined) throw new Error(`no stored secret: ${text}`);
  return stored;
}

test('a chosen secret is stored by scrypt, salted, and known again', async () => {
  const [first, second] = await Promise.all([hashChosenSecret('horse'), hashChosenSecret('horse')]);
  expect(formatStoredSecret(first)).toMatch(/^scrypt:[\w-]{22}:[\w-]{43}$/);
  expect(formatStoredSecret(first)).not.toBe(formatStoredSecret(second));
  const check = createCheck()([await read(formatStoredSecret(first))]);
  expect(await check('horse')).toBe(true);
  expect(await check('Horse')).toBe(false);
});

test('a plain secret is hashed as it is read', async () => {
  const stored = await read('plain:horse');
  expect(stored.scheme).toBe('scrypt');
  expect(JSON.stringify(stored)).not.toContain('horse');
  expect(await createCheck()([stored])('horse')).toBe(true);
});

test('a generated secret is stored under the wrapping key, either of two while it turns', async () => {
  for (const key of wrappingKeys) {
    const text = formatStoredSecret(hashGeneratedSecret('random', key));
    expect(text).toMatch(/^hmac-sha256:[\w-]{43}$/);
    const check = createCheck()([await read(text)]);
    expect(await check('random')).toBe(true);
    expect(await check('other')).toBe(false);
  }
  const other = hashGeneratedSecret('random', Buffer.alloc(32, 3));
  expect(await createCheck()([other])('random')).toBe(false);
});

test.each(['', 'horse', 'plain:', 'plain:\u0000', 'scrypt:short:short', 'sha256:abc', 'plain:a\nb'])(
  'the text %j is no stored secret',
  async (text) => {
    expect(isStoredSecret(text)).toBe(false);
    expect(await readStoredSecret(text)).toBeUndefined();
  },
);

/** A slow check that ends when told to, and counts. */
function countedMatcher() {
  const waiting: (() => void)[] = [];
  const seen: string[] = [];
  return {
    seen,
    matches: (secret: string, { scheme }: { scheme: string }) => {
      if (scheme !== 'scrypt') return Promise.resolve(false);
      seen.push(secret);
      return new Promise<boolean>((resolve) => waiting.push(() => resolve(secret === 'right')));
    },
    /** Lets every check end that runs or begins meanwhile. */
    async finish() {
      for (let quiet = 0; quiet < 10; quiet++) {
        for (const end of waiting.splice(0)) end();
        await Promise.resolve();
      }
    },
  };
}

const scrypt = { scheme: 'scrypt' as const, salt: Buffer.alloc(16), digest: Buffer.alloc(32) };

function startChecks(clock = new VirtualClock(0)) {
  const matcher = countedMatcher();
  return { ...matcher, createCheck: createSecretChecks(clock, [], matcher.matches) };
}

test('who has no secret costs as much as who has some, and is never let in', async () => {
  const { createCheck, seen, finish } = startChecks();
  for (const stored of [[], [scrypt], [scrypt, scrypt]]) {
    const verdict = createCheck(stored, 2)('wrong');
    await finish();
    expect(await verdict).toBe(false);
    expect(seen.splice(0)).toEqual(['wrong', 'wrong']);
  }
});

test('after one success the slow check is not paid for five minutes', async () => {
  const clock = new VirtualClock(0);
  const { createCheck, seen, finish } = startChecks(clock);
  const check = createCheck([scrypt]);
  const ask = async (secret: string) => {
    const verdict = check(secret);
    await finish();
    return [await verdict, seen.splice(0).length];
  };
  expect(await ask('right')).toEqual([true, 1]);
  expect(await ask('right')).toEqual([true, 0]);
  expect(await ask('wrong')).toEqual([false, 1]);
  expect(await ask('wrong')).toEqual([false, 1]);
  await clock.advanceSeconds(299);
  expect(await ask('right')).toEqual([true, 0]);
  await clock.advanceSeconds(2);
  expect(await ask('right')).toEqual([true, 1]);
});

test('what one client proved counts for no other', async () => {
  const { createCheck, seen, finish } = startChecks();
  for (const check of [createCheck([scrypt]), createCheck([scrypt])]) {
    const verdict = check('right');
    await finish();
    expect([await verdict, seen.splice(0).length]).toEqual([true, 1]);
  }
});

test('a flood of wrong secrets is cut off, and does not lock out who is known', async () => {
  const { createCheck, seen, finish } = startChecks();
  const check = createCheck([scrypt]);
  const known = check('right');
  await finish();
  expect(await known).toBe(true);
  const flood = Array.from({ length: 80 }, (_, n) =>
    check(`wrong ${n}`).then(
      String,
      (error: { code: string; status: number }) => `${error.code} ${error.status}`,
    ),
  );
  await Promise.resolve();
  // Two run, sixty-four wait, the rest is told to come again.
  expect(seen.splice(0)).toEqual(['right', 'wrong 0', 'wrong 1']);
  expect(await check('right')).toBe(true);
  for (let round = 0; round < 40; round++) await finish();
  const verdicts = await Promise.all(flood);
  expect(verdicts.filter((verdict) => verdict === 'busy 503')).toHaveLength(80 - 66);
  expect(verdicts.filter((verdict) => verdict === 'false')).toHaveLength(66);
});

test('many requests with one secret at once pay once', async () => {
  const { createCheck, seen, finish } = startChecks();
  const check = createCheck([scrypt]);
  const verdicts = Promise.all(Array.from({ length: 200 }, () => check('right')));
  await finish();
  expect(new Set(await verdicts)).toEqual(new Set([true]));
  expect(seen).toEqual(['right']);
});
