import { sleep, systemClock } from '@keyturn/shared/clock';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { createSecretDoor, type SecretCheck } from '../../../provider/oauth/secret-check.js';
import {
  formatStoredSecret,
  hashChosenSecret,
  hashGeneratedSecret,
  isStoredSecret,
  readStoredSecret,
  type StoredSecret,
} from '../../../provider/oauth/stored-secret.js';

const wrappingKeys = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const createCheck = (stored: readonly StoredSecret[]) => {
  const check = createSecretDoor(new VirtualClock(0), wrappingKeys).createCheck(stored);
  return (secret: string) => check(secret, 'line');
};

async function read(text: string) {
  const stored = await readStoredSecret(text);
  if (stored === undefined) throw new Error(`no stored secret: ${text}`);
  return stored;
}

test('a chosen secret is stored by scrypt, salted, and known again', async () => {
  const [first, second] = await Promise.all([hashChosenSecret('horse'), hashChosenSecret('horse')]);
  expect(formatStoredSecret(first)).toMatch(/^scrypt:[\w-]{22}:[\w-]{43}$/);
  expect(formatStoredSecret(first)).not.toBe(formatStoredSecret(second));
  const check = createCheck([await read(formatStoredSecret(first))]);
  expect(await check('horse')).toBe(true);
  expect(await check('Horse')).toBe(false);
});

test('a plain secret is hashed as it is read', async () => {
  const stored = await read('plain:horse');
  expect(stored.scheme).toBe('scrypt');
  expect(JSON.stringify(stored)).not.toContain('horse');
  expect(await createCheck([stored])('horse')).toBe(true);
});

test('a generated secret is stored under the wrapping key, either of two while it turns', async () => {
  for (const key of wrappingKeys) {
    const text = formatStoredSecret(hashGeneratedSecret('random', key));
    expect(text).toMatch(/^hmac-sha256:[\w-]{43}$/);
    const check = createCheck([await read(text)]);
    expect(await check('random')).toBe(true);
    expect(await check('other')).toBe(false);
  }
  const other = hashGeneratedSecret('random', Buffer.alloc(32, 3));
  expect(await createCheck([other])('random')).toBe(false);
});

test.each(['', 'horse', 'plain:', 'plain:\u0000', 'scrypt:short:short', 'sha256:abc', 'plain:a\nb'])(
  'the text %j is no stored secret',
  async (text) => {
    expect(isStoredSecret(text)).toBe(false);
    expect(await readStoredSecret(text)).toBeUndefined();
  },
);

/** A slow check that takes 60 ms of the given clock, and counts. */
function startDoor() {
  const clock = new VirtualClock(0);
  const seen: string[] = [];
  const door = createSecretDoor(clock, [], async (secret, { scheme }) => {
    if (scheme !== 'scrypt') return secret === 'quick';
    seen.push(secret);
    await sleep(clock, 60);
    return secret === 'right';
  });
  /** What each of these requests, made at once, was answered, and after how many milliseconds. */
  const ask = async (requests: readonly (() => Promise<boolean>)[]): Promise<[string, number][]> => {
    const startedAt = clock.monotonicMilliseconds();
    const answers = requests.map(async (request): Promise<[string, number]> => {
      const said = await request().then(String, ({ code, status }) => `${code} ${status}`);
      return [said, clock.monotonicMilliseconds() - startedAt];
    });
    let done = false;
    void Promise.all(answers).then(() => {
      done = true;
    });
    // What needs no time comes first.
    await clock.advanceSeconds(0);
    while (!done) await clock.advanceSeconds(0.02);
    return Promise.all(answers);
  };
  return { clock, door, seen, ask };
}

const scrypt = { scheme: 'scrypt' as const, salt: Buffer.alloc(16), digest: Buffer.alloc(32) };
const keyed = { scheme: 'hmac-sha256' as const, digest: Buffer.alloc(32) };
const times = <Item>(count: number, make: (n: number) => Item) =>
  Array.from({ length: count }, (_, n) => make(n));

test('who has no slow secret waits as long as who has some, and is never let in (provider-3)', async () => {
  const { door, seen, ask } = startDoor();
  // Measured once, as at a start.
  await ask([() => door.createCheck([scrypt], 2)('wrong', 'first')]);
  seen.splice(0);
  for (const stored of [[], [keyed], [scrypt], [scrypt, scrypt]]) {
    const check = door.createCheck(stored, 2);
    expect(await ask([() => check('wrong', 'line')])).toEqual([['false', 100]]);
    // A check that nobody needs is waited for and not made.
    expect(seen.splice(0)).toEqual(
      stored.some(({ scheme }) => scheme === 'scrypt') ? ['wrong', 'wrong'] : [],
    );
  }
});

test('guesses at who exists and at who does not wait alike, also many at once (provider-3)', async () => {
  const { door, ask } = startDoor();
  const [somebody, nobody] = [door.createCheck([scrypt], 1), door.createCheck([], 1)];
  await ask([() => somebody('wrong', 'first')]);
  const guesses = (check: SecretCheck) => times(20, (n) => () => check(`wrong ${n}`, 'line'));
  const answers = await ask(guesses(somebody));
  expect(answers.map(([said]) => said)).toEqual([...times(17, () => 'false'), ...times(3, () => 'busy 503')]);
  expect(answers.at(16)?.[1]).toBeGreaterThanOrEqual(17 * 60);
  expect(await ask(guesses(nobody))).toEqual(answers);
});

test('the pace is that of the machine', async () => {
  const door = createSecretDoor(systemClock, []);
  await door.learnPace();
  const startedAt = systemClock.monotonicMilliseconds();
  expect(await door.createCheck([], 1)('wrong', 'line')).toBe(false);
  // The clock rounds its timers down to whole milliseconds.
  expect(systemClock.monotonicMilliseconds() - startedAt).toBeGreaterThanOrEqual(99);
});

test('after one success the slow check is not paid for five minutes', async () => {
  const { clock, door, seen, ask } = startDoor();
  const check = door.createCheck([scrypt]);
  const paid = async (secret: string) => {
    const [[said] = ['']] = await ask([() => check(secret, 'line')]);
    return [said, seen.splice(0).length];
  };
  expect(await paid('right')).toEqual(['true', 1]);
  expect(await paid('right')).toEqual(['true', 0]);
  expect(await paid('wrong')).toEqual(['false', 1]);
  expect(await paid('wrong')).toEqual(['false', 1]);
  await clock.advanceSeconds(298);
  expect(await paid('right')).toEqual(['true', 0]);
  await clock.advanceSeconds(3);
  expect(await paid('right')).toEqual(['true', 1]);
});

test('what one client proved counts for no other', async () => {
  const { door, seen, ask } = startDoor();
  for (const check of [door.createCheck([scrypt]), door.createCheck([scrypt])]) {
    expect((await ask([() => check('right', 'line')]))[0]?.[0]).toBe('true');
    expect(seen.splice(0)).toEqual(['right']);
  }
});

test('many requests with one secret at once pay once, also from many addresses but for those that run', async () => {
  const { door, seen, ask } = startDoor();
  const check = door.createCheck([scrypt]);
  const answers = await ask(times(200, () => () => check('right', 'one')));
  expect(new Set(answers.map(([said]) => said))).toEqual(new Set(['true']));
  expect(seen.splice(0)).toEqual(['right']);
  const other = door.createCheck([scrypt]);
  const spread = await ask(times(60, (n) => () => other('right', `pod ${n}`)));
  expect(new Set(spread.map(([said]) => said))).toEqual(new Set(['true']));
  expect(seen.length).toBeLessThanOrEqual(4);
});

/** What good requests wait while bad ones flood in before them. */
const waitAmid = async (
  flood: (
    door: ReturnType<typeof startDoor>['door'],
    check: SecretCheck,
  ) => readonly (() => Promise<boolean>)[],
  secret = 'right',
) => {
  const { door, ask } = startDoor();
  const check = door.createCheck([scrypt, keyed], 2);
  await ask([() => check('wrong', 'first')]);
  const answers = await ask([...flood(door, check), () => check(secret, 'good')]);
  return answers.at(-1);
};

test('a flood of names that do not exist keeps nobody waiting', async () => {
  const flood = (door: ReturnType<typeof startDoor>['door']) => {
    const nobody = door.createCheck([], 2);
    return times(300, (n) => () => nobody('wrong', `name ${n}`));
  };
  expect(await waitAmid(flood)).toEqual(['true', 60]);
});

test('a flood of guesses at one client costs that client one turn, and others too', async () => {
  const guesses = (_: unknown, check: SecretCheck) =>
    times(100, (n) => () => check(`wrong ${n}`, 'elsewhere'));
  expect(await waitAmid(guesses)).toEqual(['true', 60]);
  // A generated secret is known at once.
  expect(await waitAmid(guesses, 'quick')).toEqual(['true', 0]);
});

test('guesses from everywhere are cut off, and who is known passes by', async () => {
  const { door, ask } = startDoor();
  const check = door.createCheck([scrypt], 1);
  expect((await ask([() => check('right', 'good')]))[0]?.[0]).toBe('true');
  const flood = times(80, (n) => () => check('wrong', `from ${n}`));
  const answers = await ask([...flood, () => check('right', 'new address')]);
  expect(answers.at(-1)).toEqual(['true', 0]);
  // Two run, sixty-four wait, the rest is told to come again.
  expect(answers.filter(([said]) => said === 'busy 503')).toHaveLength(80 - 66);
});
