import { type ChainSignerOptions, createChainSigner } from '@keyturn/relying-party/jwc';
import type { Clock } from '@keyturn/shared/clock';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, onTestFinished, test } from 'vitest';
import { nowSeconds } from '../made-tokens.js';
import { decodeClaims, decodeHeader, holder, makeInner } from './chain-stand.js';

interface Asked {
  readonly answer: () => void;
  readonly fail: () => void;
}

/** An issuer of inners that live 1000 seconds; it answers when the test says, or at once. */
function makeIssuer(clock: VirtualClock) {
  const waiting: Asked[] = [];
  let issued = 0;
  let held = false;
  const issue = (): string => {
    const iat = clock.nowSeconds();
    issued++;
    return makeInner({ claims: { iat, exp: iat + 1000, jti: `inner-${issued}` } });
  };
  return {
    obtain: async (): Promise<string> => {
      if (!held) return issue();
      return new Promise((resolve, reject) => {
        waiting.push({
          answer: () => resolve(issue()),
          fail: () => reject(new Error('issuer down')),
        });
      });
    },
    /** From now on it does not answer by itself. */
    hold: () => {
      held = true;
    },
    waiting,
    count: () => issued + waiting.length,
  };
}

function makeHolder(options: Partial<ChainSignerOptions> = {}) {
  const clock = new VirtualClock(nowSeconds);
  const issuer = makeIssuer(clock);
  const failures: unknown[] = [];
  const signer = createChainSigner({
    key: { sign: async (input) => holder.sign(Buffer.from(input).toString()) },
    inner: issuer.obtain,
    clock,
    onRenewalFailed: (failure) => failures.push(failure),
    ...options,
  });
  onTestFinished(() => signer.close());
  /** The `jti` of the inner that a request goes out under; it ends only if nobody has to answer first. */
  const signUnder = async () => decodeClaims(String(decodeHeader(await signer.sign()).jwc)).jti;
  const codeOfSigning = () => signUnder().catch(({ code }: { code: string }) => code);
  /** Signatures take real time, however still the clock stands. */
  const settle = () => expect.poll(() => signer.status().isRenewing, { interval: 1 }).toBe(false);
  return { clock, issuer, signer, signUnder, codeOfSigning, settle, failures };
}

test('nothing is asked for before the first request, and once for many', async () => {
  const { issuer, signUnder } = makeHolder();
  expect(issuer.count()).toBe(0);
  expect(await Promise.all([signUnder(), signUnder(), signUnder()])).toEqual([
    'inner-1',
    'inner-1',
    'inner-1',
  ]);
  expect(issuer.count()).toBe(1);
});

test('the inner is renewed ahead of its end, and no request waits for the issuer at the switch', async () => {
  const { clock, issuer, signer, signUnder, settle } = makeHolder();
  expect(await signUnder()).toBe('inner-1');
  issuer.hold();
  for (const next of ['inner-2', 'inner-3']) {
    const { renewFromSeconds = 0, usableUntilSeconds = 0 } = signer.status();
    const before = await signUnder();
    await clock.advanceSeconds(renewFromSeconds - clock.nowSeconds());
    expect(issuer.waiting.length).toBe(1);
    for (let request = 0; request < 9; request++) {
      await clock.advanceSeconds(1);
      expect(await signUnder()).toBe(before);
    }
    issuer.waiting.shift()?.answer();
    await settle();
    expect(clock.nowSeconds()).toBeLessThan(usableUntilSeconds);
    expect(await signUnder()).toBe(next);
  }
});

test('a holder that rests asks for nothing, and needs no new key to come back', async () => {
  const { clock, issuer, signUnder, settle } = makeHolder();
  await signUnder();
  // Used since it arrived, so it is renewed once; from then on nobody asks.
  await clock.advanceSeconds(800);
  await settle();
  expect(issuer.count()).toBe(2);
  await clock.advanceSeconds(50_000);
  await settle();
  expect(issuer.count()).toBe(2);
  expect(await signUnder()).toBe('inner-3');
});

test('an issuer that is down: the old inner is used to its end, then refused by name; asked for more and more rarely', async () => {
  const { clock, issuer, signUnder, codeOfSigning, settle, failures } = makeHolder();
  await signUnder();
  issuer.hold();
  for (let at = 0; at < 1100; at++) {
    await clock.advanceSeconds(1);
    for (const { fail } of issuer.waiting.splice(0)) fail();
    await settle();
    if (at < 980) expect(await signUnder()).toBe('inner-1');
  }
  // In the pause between two attempts nobody waits.
  expect(await codeOfSigning()).toBe('inner_unavailable');
  // Pauses of 1 to 2, 2 to 4, 4 to 8 ... and at last 30 to 60 seconds, for 350 to 500 seconds.
  expect(failures.length).toBeGreaterThan(7);
  expect(failures.length).toBeLessThan(25);
});

test('an issuer that never answers is given up on, and asked again', async () => {
  const { clock, issuer, signUnder, codeOfSigning, settle, failures } = makeHolder();
  issuer.hold();
  const first = codeOfSigning();
  await clock.advanceSeconds(10);
  expect(await first).toBe('inner_unavailable');
  await settle();
  expect(failures).toMatchObject([{ code: 'inner_unavailable' }]);
  await clock.advanceSeconds(2);
  const second = signUnder();
  issuer.waiting.at(-1)?.answer();
  expect(await second).toBe('inner-1');
});

test('after a service refused the inner: a new one at once, and the old one goes on when none comes', async () => {
  const { issuer, signer, signUnder, settle } = makeHolder();
  await signUnder();
  await signer.renew();
  expect(await signUnder()).toBe('inner-2');
  issuer.hold();
  const renewal = signer.renew();
  issuer.waiting[0]?.fail();
  await expect(renewal).rejects.toThrow('issuer down');
  await settle();
  expect(signer.status().consecutiveFailures).toBe(1);
  expect(await signUnder()).toBe('inner-2');
});

test('a closed signer uses the inner at hand while it lives, and asks for no other', async () => {
  const { clock, issuer, signer, signUnder, codeOfSigning } = makeHolder();
  await signUnder();
  signer.close();
  await clock.advanceSeconds(900);
  expect(await signUnder()).toBe('inner-1');
  await clock.advanceSeconds(200);
  expect(await codeOfSigning()).toBe('signer_closed');
  await expect(signer.renew()).rejects.toMatchObject({ code: 'signer_closed' });
  expect(issuer.count()).toBe(1);
});

test.each([
  ['an inner that is over by then', (answer: (inner: string) => void, old: string) => answer(old)],
  ['nothing', (_answer: unknown, _old: string, fail: () => void) => fail()],
])('a machine that sleeps while it asks, and wakes to %s, asks once more at once', async (_what, wake) => {
  const still = new VirtualClock(nowSeconds);
  let sleptSeconds = 0;
  const clock: Clock = {
    nowSeconds: () => still.nowSeconds() + sleptSeconds,
    monotonicMilliseconds: () => still.monotonicMilliseconds(),
    after: (delay, task) => still.after(delay, task),
  };
  const innerOfNow = () => {
    const iat = clock.nowSeconds();
    return makeInner({ claims: { iat, exp: iat + 1000, jti: `asked at ${iat - nowSeconds}` } });
  };
  const old = innerOfNow();
  let asked = 0;
  const { signUnder } = makeHolder({
    clock,
    inner: () => {
      asked++;
      if (asked > 1) return Promise.resolve(innerOfNow());
      return new Promise((resolve, reject) => {
        setImmediate(() => {
          sleptSeconds = 5000;
          wake(resolve, old, () => reject(new Error('the connection is gone')));
        });
      });
    },
  });
  expect(await Promise.all([signUnder(), signUnder()])).toEqual(['asked at 5000', 'asked at 5000']);
  expect(asked).toBe(2);
});
