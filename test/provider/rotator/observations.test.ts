import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import type { KeyCustody } from '../../../provider/custody/key-custody.js';
import { ClockWatch } from '../../../provider/rotator/clock-watch.js';
import { createIssuerRing, openIssuerRing } from '../../../provider/rotator/issuer-ring.js';
import { startPublicWatch } from '../../../provider/rotator/public-watch.js';
import type { RingContext } from '../../../provider/rotator/ring-context.js';
import { SignerWatch } from '../../../provider/rotator/signer-watch.js';
import { policyWith } from '../../support/ring-cases.js';
import { ShellWorld } from '../../support/shell-world.js';

/** Somebody sets it; the monotonic one goes on. */
class SettableClock extends VirtualClock {
  setBySeconds = 0;
  override nowSeconds(): number {
    return super.nowSeconds() + this.setBySeconds;
  }
}

const settle = (clock: VirtualClock) => clock.advanceSeconds(0);

test('O3: after a step keys neither turn nor leave the set, tokens are signed, and one confirmation frees all replicas', async () => {
  const clock = new SettableClock(10_000);
  const world = new ShellWorld(policyWith({ signerLeaseSeconds: 30 }), { clock });
  const replica = (): RingContext => ({ ...world.context(), clockWatch: new ClockWatch(60, () => {}) });
  const one = await createIssuerRing(replica(), { minFreshSeconds: 0 });
  const other = await openIssuerRing(replica(), { minFreshSeconds: 0 });
  for (const each of [one, other]) await each.servable();
  await clock.advanceSeconds(1800);
  expect(await one.verbs.rotate('RS256', 'operator')).toMatchObject({ outcome: 'done' });
  expect(await other.tick('cron')).toMatchObject({ outcome: 'nothing_due' });

  clock.setBySeconds = 100_000;
  for (const each of [one, other]) {
    expect(await each.tick('cron')).toMatchObject({ outcome: 'refused', guard: { rule: 'O3' } });
    const kids = (await each.servable()).keySet.keys.map(({ kid }) => kid);
    expect(kids).toEqual(['key-1', 'key-2', 'key-3']);
    expect(await each.signing()).toMatchObject({ kid: 'key-2' });
    expect(each.health()).toMatchObject({ maySign: true });
    expect(each.health().reasons.map(({ code }) => code)).toContain('clock_stepped');
    expect((await each.verbs.outlook()).waits).toMatchObject([{ rule: 'O3' }]);
  }

  expect(await one.verbs.confirmClock('operator', 'set by hand')).toMatchObject({ outcome: 'done' });
  expect((await world.journal()).at(-1)).toMatchObject({ verb: 'confirm-clock', reason: 'set by hand' });
  expect(await other.tick('cron')).toMatchObject({ outcome: 'done', steps: [{ do: 'remove' }, {}, {}, {}] });
  expect(other.health().reasons).toEqual([]);
});

test.each([100_000, -100_000])(
  'O3: a revocation after a step of %i s takes no other key, and its new standby waits its whole lead',
  async (setBySeconds) => {
    const clock = new SettableClock(200_000);
    const world = new ShellWorld(policyWith(), { clock });
    const context = { ...world.context(), clockWatch: new ClockWatch(60, () => {}) };
    const ring = await createIssuerRing(context, { minFreshSeconds: 0 });
    await clock.advanceSeconds(1800);
    await ring.verbs.rotate('RS256', 'operator');

    clock.setBySeconds = setBySeconds;
    await ring.tick('cron');
    const revocation = { kid: 'key-3', replaceWith: 'standby', reason: 'stolen' } as const;
    expect(await ring.verbs.revoke(revocation, 'operator')).toMatchObject({
      outcome: 'done',
      steps: [{ do: 'revoke' }, { do: 'publish' }],
    });
    expect((await ring.servable()).keySet.keys.map(({ kid }) => kid)).toEqual(['key-1', 'key-2', 'key-4']);
    clock.setBySeconds = 0;
    await clock.advanceSeconds(1700);
    expect(await ring.verbs.rotate('RS256', 'operator')).toMatchObject({
      outcome: 'refused',
      guard: { rule: 'I8', waitSeconds: 100 },
    });
    await clock.advanceSeconds(100);
    expect(await ring.verbs.rotate('RS256', 'operator')).toMatchObject({ outcome: 'done' });
  },
);

test('O3: a clock that is set right again needs nobody', async () => {
  const clock = new SettableClock(10_000);
  const steps: number[] = [];
  const world = new ShellWorld(policyWith(), { clock });
  const context = { ...world.context(), clockWatch: new ClockWatch(60, (step) => steps.push(step)) };
  const ring = await createIssuerRing(context, { minFreshSeconds: 0 });
  await ring.tick('cron');
  clock.setBySeconds = -61;
  expect(await ring.tick('cron')).toMatchObject({ guard: { rule: 'O3' } });
  expect(await ring.tick('cron')).toMatchObject({ guard: { rule: 'O3' } });
  clock.setBySeconds = 0;
  expect(await ring.tick('cron')).toMatchObject({ outcome: 'nothing_due' });
  expect(steps).toEqual([-61]);
});

type Mood = 'well' | 'failing' | 'hanging';

async function moodyRing() {
  const world = new ShellWorld(policyWith());
  const mood = { now: 'well' as Mood, asked: 0 };
  const { custody: inner } = world;
  const custody: KeyCustody = {
    generate: () => inner.generate(),
    async open(...where) {
      const signer = await inner.open(...where);
      return {
        sign: (input) => {
          mood.asked += 1;
          if (mood.now === 'failing') return Promise.reject(new Error('the device said no: secret detail'));
          return mood.now === 'hanging' ? new Promise(() => {}) : signer.sign(input);
        },
      };
    },
  };
  const { clock } = world;
  const context = { ...world.context(), custody };
  const signerWatch = new SignerWatch(clock, context.log);
  const ring = await createIssuerRing({ ...context, signerWatch }, { minFreshSeconds: 0 });
  const sign = async () => (await ring.signing()).signer.sign(new Uint8Array(1));
  return { world, clock, ring, sign, mood };
}

test('O5: a signer that errors sheds issuance, the key set is served, and it is tried again by one', async () => {
  const { world, clock, ring, sign, mood } = await moodyRing();
  await sign();
  mood.now = 'failing';
  await expect(sign()).rejects.toMatchObject({ code: 'signing_unavailable', retryAfterSeconds: 1 });
  const { asked } = mood;
  await expect(sign()).rejects.toMatchObject({ code: 'signing_unavailable', status: 503 });
  expect(mood.asked, 'the signer is left alone').toBe(asked);
  expect((await ring.servable()).keySet.keys).toHaveLength(2);
  expect(ring.health()).toMatchObject({ maySign: false, reasons: [{ code: 'signer_failing' }] });
  expect((await ring.verbs.outlook()).waits).toMatchObject([{ rule: 'O5', kid: 'key-1' }]);
  expect(JSON.stringify(world.events)).not.toContain('secret detail');

  await clock.advanceSeconds(1);
  await expect(sign()).rejects.toMatchObject({ retryAfterSeconds: 2 });
  mood.now = 'well';
  await expect(sign()).rejects.toMatchObject({ retryAfterSeconds: 2 });
  await clock.advanceSeconds(2);
  await expect(sign()).resolves.toBeInstanceOf(Uint8Array);
  expect(ring.health()).toMatchObject({ maySign: true });
  const ofSigner = world.events.filter(({ fields }) => fields.kid === 'key-1');
  const told = ofSigner.map(({ event }) => event).filter((event) => event.startsWith('signer.'));
  expect(told).toEqual(['signer.failing', 'signer.recovered']);
});

test('O5: a signer that hangs is given up after its deadline, and who comes meanwhile does not wait with it', async () => {
  const { clock, sign, mood } = await moodyRing();
  await sign();
  mood.now = 'hanging';
  const first = sign().catch((error: unknown) => error);
  await settle(clock);
  await clock.advanceSeconds(5);
  expect(await first).toMatchObject({ code: 'signing_unavailable', retryAfterSeconds: 1 });
  await clock.advanceSeconds(1);
  const trial = sign().catch((error: unknown) => error);
  await settle(clock);
  await expect(sign()).rejects.toMatchObject({ code: 'signing_unavailable' });
  await clock.advanceSeconds(5);
  expect(await trial).toMatchObject({ retryAfterSeconds: 2 });
});

test('O5: a tick finds it well again, though nobody asks for a token', async () => {
  const { clock, ring, sign, mood } = await moodyRing();
  mood.now = 'failing';
  await expect(sign()).rejects.toMatchObject({ code: 'signing_unavailable' });
  mood.now = 'well';
  await clock.advanceSeconds(1);
  await ring.tick('cron');
  expect(ring.health()).toMatchObject({ status: 'ok' });
});

test('O1: the shell looks every so often, tells of the first failure and of the end of it, and stops', async () => {
  const clock = new VirtualClock(10_000);
  const answers: (number | undefined | Error)[] = [5, new Error('down'), undefined, 6];
  const told: unknown[] = [];
  const watch = startPublicWatch({
    look: async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    nowSeconds: async () => clock.nowSeconds(),
    everySeconds: 10,
    clock,
    onChange: (failure) => told.push(failure),
  });
  await clock.advanceSeconds(40);
  expect(watch.view()).toEqual({
    firstSeenAtSeconds: 10_010,
    seen: [
      { epoch: 5, lastSeenAtSeconds: 10_010 },
      { epoch: 6, lastSeenAtSeconds: 10_040 },
    ],
  });
  expect(told).toEqual([expect.objectContaining({ message: 'down' }), undefined]);
  watch.close();
  await clock.advanceSeconds(100);
  expect(watch.view().seen.at(-1)).toMatchObject({ lastSeenAtSeconds: 10_040 });
});
