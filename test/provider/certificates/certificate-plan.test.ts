import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CertificateLife,
  type CertificateTerms,
  signingWindow,
} from '../../../provider/certificates/certificate-life.js';
import { mayAttempt, renewalDueAtSeconds } from '../../../provider/certificates/plan-renewal.js';
import {
  type RootTerms,
  rootRemovableAtSeconds,
  rootUsableAtSeconds,
} from '../../../provider/certificates/plan-root-change.js';
import { chooseCertificate } from '../../../provider/certificates/plan-signing.js';

const seconds = (max: number) => fc.integer({ min: 0, max });
const someTerms: fc.Arbitrary<CertificateTerms> = fc.record({
  maxTokenLifetimeSeconds: fc.integer({ min: 1, max: 40 }),
  leewaySeconds: seconds(5),
  maxClockOffsetSeconds: seconds(5),
});
const someLife: fc.Arbitrary<CertificateLife> = fc
  .tuple(seconds(60), seconds(120))
  .map(([notBeforeSeconds, length]) => ({ notBeforeSeconds, notAfterSeconds: notBeforeSeconds + length }));
const someChain = fc.array(someLife, { minLength: 1, maxLength: 3 });

/**
 * The first true second at which a token may still be taken, by a clock that is D behind, while a certificate of its chain
 * is not valid, by true time or by that clock.
 */
function findHarm(
  chain: readonly CertificateLife[],
  { leewaySeconds, maxClockOffsetSeconds: D }: CertificateTerms,
  signedAtSeconds: number,
  expiresAtSeconds: number,
): number | undefined {
  for (let at = signedAtSeconds; at <= expiresAtSeconds + leewaySeconds + D; at++) {
    const isHarmed = chain.some(
      ({ notBeforeSeconds, notAfterSeconds }) => at - D < notBeforeSeconds || at > notAfterSeconds,
    );
    if (isHarmed) return at;
  }
  return undefined;
}

describe('X1 and X2', () => {
  test('no token within the window meets a certificate that is not valid, whatever the clocks say', () => {
    fc.assert(
      fc.property(someChain, someTerms, seconds(200), (chain, terms, nowSeconds) => {
        const choice = chooseCertificate(
          [{ lives: chain }],
          { nowSeconds, lifetimeSeconds: terms.maxTokenLifetimeSeconds, leastLifetimeSeconds: 1 },
          terms,
        );
        if (choice === undefined) return;
        expect(choice.expiresAtSeconds - choice.issuedAtSeconds).toBeGreaterThan(0);
        expect(findHarm(chain, terms, nowSeconds, choice.expiresAtSeconds)).toBeUndefined();
      }),
      { numRuns: 3000 },
    );
  });

  const terms: CertificateTerms = { maxTokenLifetimeSeconds: 20, leewaySeconds: 3, maxClockOffsetSeconds: 2 };
  const leaf = { notBeforeSeconds: 100, notAfterSeconds: 200 };

  test.each([
    ['leaf', [leaf]],
    ['intermediate', [{ notBeforeSeconds: 0, notAfterSeconds: 300 }, leaf]],
  ])('the bounds of the %s are tight: a second before, a second after, and a token is harmed', (_, chain) => {
    const { firstSignSeconds, lastExpirySeconds } = signingWindow(chain, terms);
    expect({ firstSignSeconds, lastExpirySeconds }).toEqual({
      firstSignSeconds: 102,
      lastExpirySeconds: 195,
    });
    expect(findHarm(chain, terms, firstSignSeconds, firstSignSeconds + 20)).toBeUndefined();
    expect(findHarm(chain, terms, firstSignSeconds - 1, firstSignSeconds + 20)).toBe(101);
    expect(findHarm(chain, terms, 175, lastExpirySeconds)).toBeUndefined();
    expect(findHarm(chain, terms, 175, lastExpirySeconds + 1)).toBe(201);
  });

  const choose = (nowSeconds: number, leastLifetimeSeconds = 20) =>
    chooseCertificate([{ lives: [leaf] }], { nowSeconds, lifetimeSeconds: 20, leastLifetimeSeconds }, terms);

  test('signs from the first second to the last, and in no other', () => {
    expect(choose(101.9)).toBeUndefined();
    expect(choose(102)?.expiresAtSeconds).toBe(122);
    expect(choose(175.9)?.expiresAtSeconds).toBe(195);
    expect(choose(176)).toBeUndefined();
  });

  test('cuts a lifetime only as far as it was told it may', () => {
    expect(choose(190, 5)?.expiresAtSeconds).toBe(195);
    expect(choose(191, 5)).toBeUndefined();
  });

  test('of several certificates the one signs that lasts longest, among those that may sign already', () => {
    const held = [
      { name: 'too new', lives: [{ notBeforeSeconds: 149, notAfterSeconds: 900 }] },
      { name: 'good', lives: [{ notBeforeSeconds: 120, notAfterSeconds: 300 }] },
      { name: 'old', lives: [leaf] },
    ];
    const wish = { nowSeconds: 150, lifetimeSeconds: 20, leastLifetimeSeconds: 20 };
    expect(chooseCertificate(held, wish, terms)?.held.name).toBe('good');
    expect(chooseCertificate(held, { ...wish, nowSeconds: 151 }, terms)?.held.name).toBe('too new');
  });
});

describe('renewal', () => {
  const chain = [{ notBeforeSeconds: 1000, notAfterSeconds: 2000 }];
  const terms: CertificateTerms = { maxTokenLifetimeSeconds: 60, leewaySeconds: 5, maxClockOffsetSeconds: 5 };

  test.each([
    [0, 1500],
    [0.5, 1450],
    [0.999, 1400.1],
  ])('with the draw %d is due at %d', (draw, due) => {
    expect(renewalDueAtSeconds(chain, terms, draw)).toBeCloseTo(due, 5);
  });

  test('of a short certificate is due while a whole token still fits', () => {
    const short = [{ notBeforeSeconds: 1000, notAfterSeconds: 1100 }];
    expect(renewalDueAtSeconds(short, terms, 0)).toBe(1030);
  });

  test('is due before the last whole token and after a tenth of its life, whatever the draw', () => {
    const draw = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(someChain, someTerms, draw, (lives, some, drawn) => {
        const due = renewalDueAtSeconds(lives, some, drawn);
        const begin = Math.max(...lives.map(({ notBeforeSeconds }) => notBeforeSeconds));
        const end = Math.min(...lives.map(({ notAfterSeconds }) => notAfterSeconds));
        const lastWhole = signingWindow(lives, some).lastExpirySeconds - some.maxTokenLifetimeSeconds;
        const tenth = begin + 0.1 * (end - begin);
        expect(due).toBeLessThanOrEqual(Math.max(lastWhole, tenth));
        expect(due).toBeGreaterThanOrEqual(tenth);
      }),
    );
  });

  test.each([
    [0, 0, true],
    [1, 999, false],
    [1, 1000, true],
    [3, 3999, false],
    [3, 4000, true],
    [60, 59_999, false],
    [60, 60_000, true],
  ])('after %d failures and %d ms may be tried: %s', (failures, nowMilliseconds, expected) => {
    expect(mayAttempt({ failures, lastAttemptAtMilliseconds: 0 }, nowMilliseconds, 0)).toBe(expected);
  });
});

describe('X3', () => {
  const terms: RootTerms = {
    maxTokenLifetimeSeconds: 60,
    leewaySeconds: 5,
    maxClockOffsetSeconds: 2,
    rootDistributionSeconds: 600,
  };

  test('a new root signs only when the slowest relying party has it', () => {
    const root = { publishedAtSeconds: 1000, lastSignedAtSeconds: null };
    expect(rootUsableAtSeconds(root, terms)).toBe(1602);
  });

  test('an old root stays for as long as a token under it may be taken', () => {
    expect(rootRemovableAtSeconds({ publishedAtSeconds: 0, lastSignedAtSeconds: 5000 }, terms)).toBe(5067);
    expect(rootRemovableAtSeconds({ publishedAtSeconds: 0, lastSignedAtSeconds: null }, terms)).toBeNull();
  });

  test('both bounds hold and are tight for any two roots', () => {
    fc.assert(
      fc.property(someTerms, seconds(500), seconds(500), (some, distribution, published) => {
        const all: RootTerms = { ...some, rootDistributionSeconds: distribution };
        const usable = rootUsableAtSeconds({ publishedAtSeconds: published, lastSignedAtSeconds: null }, all);
        // The slowest party, by its own clock D behind, has the root at this true time.
        const slowest = published + distribution + all.maxClockOffsetSeconds;
        expect(usable).toBe(slowest);
        const lastSigned = usable + 100;
        const removable = rootRemovableAtSeconds(
          { publishedAtSeconds: published, lastSignedAtSeconds: lastSigned },
          all,
        );
        const lastTaken =
          lastSigned + all.maxTokenLifetimeSeconds + all.leewaySeconds + all.maxClockOffsetSeconds;
        expect(removable).toBe(lastTaken);
      }),
    );
  });
});
