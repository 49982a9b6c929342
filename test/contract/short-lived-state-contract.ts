import type { VirtualClock } from '@keyturn/shared/virtual-clock';
import { describe, expect, test } from 'vitest';
import type { ShortLivedState } from '../../provider/stores/short-lived-state.js';

export interface ShortLivedStand {
  readonly clock: Pick<VirtualClock, 'nowSeconds' | 'advanceSeconds'>;
  /** A server's own clock goes on while a test runs: so many seconds are nothing. Default 0.001. */
  readonly graceSeconds?: number;
  /** Default true; false where each process has a bound of its own. */
  readonly sharesBound?: boolean;
  readonly state: ShortLivedState;
  /** The same state as another process has it; of what lives in one process, the same. */
  peer(): Promise<ShortLivedState>;
}

const full = { code: 'store_unavailable' };

/**
 * What every short-lived state keeps.
 * @param begin makes an empty one, with so many entries at most in each namespace.
 */
export function describeShortLivedState(
  name: string,
  begin: (maxEntries?: number) => Promise<ShortLivedStand>,
): void {
  describe(name, () => {
    describe('addIfAbsent', () => {
      test('of many callers at once, one is the first', async () => {
        const { state, peer } = await begin();
        const other = await peer();
        const answers = await Promise.all(
          Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? state : other).addIfAbsent('jti', 'one', 60)),
        );
        expect(answers.filter(Boolean)).toHaveLength(1);
      });

      test('remembers until its time has passed by the given clock, and not a moment less', async () => {
        const { clock, state, graceSeconds = 0.001 } = await begin();
        expect(await state.addIfAbsent('jti', 'one', 60)).toBe(true);
        await clock.advanceSeconds(60 - graceSeconds);
        expect(await state.addIfAbsent('jti', 'one', 60)).toBe(false);
        await clock.advanceSeconds(1);
        expect(await state.addIfAbsent('jti', 'one', 60)).toBe(true);
        expect(await state.addIfAbsent('jti', 'one', 60)).toBe(false);
      });

      test('keeps namespaces apart, whatever the keys contain', async () => {
        const { state } = await begin();
        expect(await state.addIfAbsent('a', 'b:c', 60)).toBe(true);
        expect(await state.addIfAbsent('a:b', 'c', 60)).toBe(true);
        expect(await state.addIfAbsent('b', 'b:c', 60)).toBe(true);
        expect(await state.addIfAbsent('__proto__', 'constructor', 60)).toBe(true);
      });

      test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
        'refuses a time to live of %d',
        async (ttlSeconds) => {
          const { state } = await begin();
          await expect(state.addIfAbsent('jti', 'one', ttlSeconds)).rejects.toThrow(RangeError);
          expect(await state.addIfAbsent('jti', 'one', 60)).toBe(true);
        },
      );
    });

    describe('when full', () => {
      test('refuses rather than forget what could be replayed', async () => {
        const { state } = await begin(3);
        for (const key of ['a', 'b', 'c']) expect(await state.addIfAbsent('jti', key, 60)).toBe(true);
        await expect(state.addIfAbsent('jti', 'd', 60)).rejects.toMatchObject(full);
        await expect(state.set('jti', 'd', 1, 60)).rejects.toMatchObject(full);
        for (const key of ['a', 'b', 'c']) expect(await state.addIfAbsent('jti', key, 60)).toBe(false);
      });

      test('takes the place of what has expired', async () => {
        const { clock, state } = await begin(3);
        for (const [key, ttlSeconds] of Object.entries({ a: 30, b: 10, c: 20 }))
          expect(await state.addIfAbsent('jti', key, ttlSeconds)).toBe(true);
        await clock.advanceSeconds(11);
        expect(await state.addIfAbsent('jti', 'd', 60)).toBe(true);
        await expect(state.addIfAbsent('jti', 'e', 60)).rejects.toMatchObject(full);
        await clock.advanceSeconds(10);
        expect(await state.addIfAbsent('jti', 'e', 60)).toBe(true);
        expect(await state.addIfAbsent('jti', 'a', 60)).toBe(false);
      });

      test('one namespace does not starve another', async () => {
        const { state } = await begin(1);
        expect(await state.addIfAbsent('jti', 'a', 60)).toBe(true);
        expect(await state.addIfAbsent('idempotency', 'a', 60)).toBe(true);
      });

      test('a key that is there can still be given a value', async () => {
        const { state } = await begin(1);
        expect(await state.addIfAbsent('idempotency', 'a', 60)).toBe(true);
        await state.set('idempotency', 'a', { status: 200 }, 60);
        expect(await state.get('idempotency', 'a')).toEqual({ status: 200 });
      });
    });

    describe('values', () => {
      test('are kept until their time has passed, and replaced', async () => {
        const { clock, state } = await begin();
        expect(await state.get('idempotency', 'a')).toBeUndefined();
        await state.set('idempotency', 'a', { status: 200 }, 60);
        await state.set('idempotency', 'a', { status: 409 }, 90);
        await clock.advanceSeconds(89);
        expect(await state.get('idempotency', 'a')).toEqual({ status: 409 });
        await clock.advanceSeconds(2);
        expect(await state.get('idempotency', 'a')).toBeUndefined();
      });

      test('nobody changes by hand what is kept', async () => {
        const { state } = await begin();
        const given = { status: 200 };
        await state.set('idempotency', 'a', given, 60);
        given.status = 500;
        expect(await state.get('idempotency', 'a')).toEqual({ status: 200 });
      });

      test('a key that was added has the value true', async () => {
        const { state } = await begin();
        await state.addIfAbsent('idempotency', 'a', 60);
        expect(await state.get('idempotency', 'a')).toBe(true);
      });

      test('a value that is set while its expired one is cleared away stays', async () => {
        const { clock, state } = await begin(3);
        for (const key of ['a', 'b', 'c']) await state.set('idempotency', key, 'old', 1);
        await clock.advanceSeconds(5);
        await Promise.all([
          state.addIfAbsent('idempotency', 'd', 60),
          state.set('idempotency', 'b', 'new', 60),
          state.set('idempotency', 'c', 'new', 60),
        ]);
        expect(await state.get('idempotency', 'a')).toBeUndefined();
        expect(await state.get('idempotency', 'b')).toBe('new');
        expect(await state.get('idempotency', 'c')).toBe('new');
      });
    });

    describe('other processes', () => {
      test('see what is kept here, and what is forgotten', async () => {
        const { state, peer } = await begin();
        const other = await peer();
        await state.set('idempotency', 'a', { status: 200 }, 60);
        expect(await other.get('idempotency', 'a')).toEqual({ status: 200 });
        expect(await other.addIfAbsent('idempotency', 'a', 60)).toBe(false);
        await other.remove('idempotency', 'a');
        expect(await state.get('idempotency', 'a')).toBeUndefined();
        expect(await state.addIfAbsent('idempotency', 'a', 60, { status: 'running' })).toBe(true);
        expect(await other.get('idempotency', 'a')).toEqual({ status: 'running' });
      });

      test('that come later know what was used before', async () => {
        const { clock, state, peer } = await begin();
        expect(await state.addIfAbsent('jti', 'one', 60)).toBe(true);
        await clock.advanceSeconds(30);
        expect(await (await peer()).addIfAbsent('jti', 'one', 60)).toBe(false);
        await clock.advanceSeconds(31);
        expect(await (await peer()).addIfAbsent('jti', 'one', 60)).toBe(true);
        expect(await state.addIfAbsent('jti', 'one', 60)).toBe(false);
      });

      test('share one bound, or have one each', async () => {
        const { state, peer, sharesBound = true } = await begin(2);
        const other = await peer();
        if (!sharesBound) {
          for (const [at, party] of [state, other].entries()) {
            for (const key of ['a', 'b']) await party.addIfAbsent('jti', `${key}${at}`, 60);
            await expect(party.addIfAbsent('jti', 'c', 60)).rejects.toMatchObject(full);
          }
          return;
        }
        expect([await state.addIfAbsent('jti', 'a', 60), await other.addIfAbsent('jti', 'b', 60)]).toEqual([
          true,
          true,
        ]);
        await expect(state.addIfAbsent('jti', 'c', 60)).rejects.toMatchObject(full);
        await expect(other.addIfAbsent('jti', 'd', 60)).rejects.toMatchObject(full);
        expect(await other.addIfAbsent('jti', 'a', 60)).toBe(false);
      });

      test('whatever they do in whatever order, each key has one first user in its time', async () => {
        const { clock, state, peer } = await begin();
        const parties = [state, await peer(), await peer()];
        const until = new Map<string, number>();
        for (let round = 0; round < 40; round++) {
          const key = `key ${(round * 7) % 5}`;
          const ttlSeconds = 1 + ((round * 11) % 9);
          const answers = await Promise.all(
            parties.map((party) => party.addIfAbsent('jti', key, ttlSeconds)),
          );
          const isFree = clock.nowSeconds() >= (until.get(key) ?? 0);
          expect(answers.filter(Boolean)).toHaveLength(isFree ? 1 : 0);
          if (isFree) until.set(key, Math.ceil(clock.nowSeconds() + ttlSeconds));
          await clock.advanceSeconds(round % 3);
        }
      });
    });
  });
}
