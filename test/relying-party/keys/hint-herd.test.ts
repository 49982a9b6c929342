import { readCacheHeaders } from '@keyturn/shared/cache-headers';
import { profiles } from '@keyturn/shared/profiles';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSeededDraw } from '../../../provider/scenario/seeded-draw.js';
import { KeyRefresher } from '../../../relying-party/keys/key-refresher.js';
import { hintDelaySeconds } from '../../../relying-party/keys/plan-refresh.js';
import { emptyRefreshState } from '../../../relying-party/keys/refresh-state.js';

const M = 300;
const held = (generatedAtSeconds: number, freshForSeconds: number, refreshShare: number) => ({
  ...{ epoch: 1, members: ['a'], kids: ['a'], generatedAtSeconds },
  freshUntilSeconds: generatedAtSeconds + freshForSeconds,
  refreshAtSeconds: generatedAtSeconds + freshForSeconds * refreshShare,
  usableUntilSeconds: generatedAtSeconds + freshForSeconds,
});
const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const shares = fc.double({ min: 0.5, max: 0.85, noNaN: true });

test('a hint is followed within three tenths of the fresh time, and by the refresh that is due then in any case', () => {
  fc.assert(
    fc.property(draws, draws, shares, fc.integer({ min: 1, max: 3600 }), (draw, age, share, freshFor) => {
      const now = 1000 + age * freshFor;
      const own = 1000 + share * freshFor;
      const delay = hintDelaySeconds({ ...emptyRefreshState, held: held(1000, freshFor, share) }, now, draw);
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThanOrEqual(freshFor * 0.3);
      if (own >= now && own < now + freshFor * 0.3) expect(delay).toBe(own - now);
      // No later than it would have been without the hint: what counts by max-age goes on doing so.
      if (own >= now) expect(now + delay).toBeLessThanOrEqual(own);
    }),
  );
  expect(hintDelaySeconds(emptyRefreshState, 1000, 0.9)).toBe(0);
});

/** A fleet in steady state: each party somewhere between two refreshes, at random. Requests a second over the steady rate. */
function peakOverSteady(follow: (own: number, draw: number) => number): number {
  const draw = createSeededDraw(7);
  const parties = 10_000;
  const perBucket = new Map<number, number>();
  for (let party = 0; party < parties; party++) {
    const interval = intervalAt(draw);
    const at = follow(interval * draw(), draw());
    perBucket.set(Math.floor(at / 10), (perBucket.get(Math.floor(at / 10)) ?? 0) + 1);
  }
  return Math.max(...perBucket.values()) / 10 / (parties / (0.675 * M));
}

/** The interval in which an instant falls: the longer, the likelier. */
function intervalAt(draw: () => number): number {
  for (;;) {
    const share = 0.5 + 0.35 * draw();
    if (draw() < share / 0.85) return share * M;
  }
}

test('a fleet that hears in one second asks at most three times as often as ever, which a tenth would not keep', () => {
  const ours = (own: number, draw: number) =>
    hintDelaySeconds({ ...emptyRefreshState, held: { ...held(0, M, 0.5), refreshAtSeconds: own } }, 0, draw);
  expect(peakOverSteady(ours)).toBeLessThan(2.5);
  // Its twins: over a tenth, as it was, and a hint beside the refresh that is due in any case.
  expect(peakOverSteady((own, draw) => Math.min(own, 0.1 * M * draw))).toBeGreaterThan(6);
  expect(peakOverSteady((own, draw) => Math.min(own, 0.3 * M * draw))).toBeGreaterThan(2.8);
});

const headers = (name: string) => (name.toLowerCase() === 'cache-control' ? `max-age=${M}` : undefined);

interface PartyParts {
  readonly clock: VirtualClock;
  readonly draw: () => number;
  readonly epoch: () => number;
  readonly onAsked: () => void;
}

/** One party, whose provider shows an epoch and no keys. */
function makeRefresher({ clock, draw, epoch, onAsked }: PartyParts): KeyRefresher {
  return new KeyRefresher({
    issuer: 'https://issuer.example',
    durations: profiles.default.verifier,
    clock,
    emit: () => {},
    staleInSpiteOfMustRevalidate: false,
    draw,
    readKeys: async () => {
      onAsked();
      return {
        kind: 'set',
        imported: { keys: [], complaints: [] },
        epoch: epoch(),
        kids: [],
        validator: undefined,
        cache: readCacheHeaders(headers, clock.nowSeconds()),
      } as never;
    },
  });
}

/** A fleet that lives on one provider; its epoch rises, and every party hears of it from a token in the same second. */
async function runFleet(parties: number, drawOf: (party: number) => () => number) {
  const clock = new VirtualClock(1_700_000_000);
  const asked: number[] = [];
  let epoch = 1;
  const fleet = Array.from({ length: parties }, (_, party) => {
    const draw = createSeededDraw(party);
    const hintDraw = drawOf(party);
    let isHint = false;
    const refresher = makeRefresher({
      clock,
      draw: () => (isHint ? hintDraw() : draw()),
      epoch: () => epoch,
      onAsked: () => asked.push(clock.nowSeconds()),
    });
    const hear = () => {
      isHint = true;
      refresher.hint(epoch);
      isHint = false;
    };
    return { refresher, hear };
  });
  for (const { refresher } of fleet) refresher.ask({ kind: 'wanted' });
  await clock.advanceSeconds(1);
  asked.splice(0);
  epoch = 2;
  const heardAt = clock.nowSeconds();
  for (const { hear } of fleet) hear();
  await clock.advanceSeconds(0.3 * M + 1);
  const knowing = fleet.filter(({ refresher }) => refresher.state.held?.epoch === 2).length;
  for (const { refresher } of fleet) refresher.close();
  const perSecond = new Map<number, number>();
  for (const at of asked) {
    const second = Math.floor(at - heardAt);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  return { knowing, requests: asked.length, peak: Math.max(...perSecond.values()) };
}

const PARTIES = 200;

test('a fleet that hears of a change in one second asks over three tenths of the fresh time', async () => {
  const { knowing, requests, peak } = await runFleet(PARTIES, (party) => createSeededDraw(party + 1_000_000));
  // One fetch each, and all of them have the news when the window is over.
  expect([knowing, requests]).toEqual([PARTIES, PARTIES]);
  // Evenly it would be 200 / 90 a second; chance makes the fullest second fuller.
  expect(peak).toBeLessThanOrEqual(10);
});

test('its twin without jitter comes as a herd', async () => {
  expect((await runFleet(PARTIES, () => () => 0)).peak).toBe(PARTIES);
});

test('an epoch that never comes does not stand before those that do', async () => {
  const clock = new VirtualClock(1_700_000_000);
  let [epoch, asked] = [1, 0];
  const refresher = makeRefresher({ clock, draw: () => 0.5, epoch: () => epoch, onAsked: () => asked++ });
  refresher.ask({ kind: 'wanted' });
  await clock.advanceSeconds(1);
  const hear = async (hinted: number) => {
    asked = 0;
    refresher.hint(hinted);
    await clock.advanceSeconds(0.3 * M);
    return asked;
  };
  // Once, and once more when every replica must know of it; then never.
  expect(await hear(1_000_000)).toBe(2);
  expect(await hear(1_000_000)).toBe(0);
  epoch = 2;
  expect(await hear(2)).toBe(1);
  expect(refresher.state.held?.epoch).toBe(2);
  refresher.close();
});
