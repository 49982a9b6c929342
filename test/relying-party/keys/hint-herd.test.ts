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
const held = (generatedAtSeconds: number, freshForSeconds: number) => ({
  ...{
    epoch: 1,
    members: ['a'],
    generatedAtSeconds,
    freshUntilSeconds: generatedAtSeconds + freshForSeconds,
  },
  ...{ refreshAtSeconds: 0, usableUntilSeconds: 0 },
});

test('a hint is followed within a tenth of the fresh time, whatever is drawn', () => {
  const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(draws, fc.integer({ min: 1, max: 3600 }), (draw, freshForSeconds) => {
      const delay = hintDelaySeconds({ ...emptyRefreshState, held: held(1000, freshForSeconds) }, draw);
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThanOrEqual(freshForSeconds / 10);
    }),
  );
  expect(hintDelaySeconds(emptyRefreshState, 0.9)).toBe(0);
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
  await clock.advanceSeconds(M / 10 + 1);
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

test('a fleet that hears of a change in one second asks over a tenth of the fresh time', async () => {
  const { knowing, requests, peak } = await runFleet(PARTIES, (party) => createSeededDraw(party + 1_000_000));
  // One fetch each, and all of them have the news when the tenth is over.
  expect([knowing, requests]).toEqual([PARTIES, PARTIES]);
  // Evenly it would be 200 / 30 a second; chance makes the fullest second fuller.
  expect(peak).toBeLessThanOrEqual(20);
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
    await clock.advanceSeconds(M / 10);
    return asked;
  };
  expect(await hear(1_000_000)).toBe(1);
  epoch = 2;
  expect(await hear(2)).toBe(1);
  expect(refresher.state.held?.epoch).toBe(2);
  refresher.close();
});
