import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, onTestFinished, test } from 'vitest';
import { openPreflight } from '../../../provider/open-preflight.js';
import { createIssuerRing } from '../../../provider/rotator/issuer-ring.js';
import { serve } from '../../peers/serve.js';
import { policyWith } from '../../support/ring-cases.js';
import { ShellWorld } from '../../support/shell-world.js';

async function lookAtSet(body: (epoch: number) => string) {
  const server = await serve();
  const world = new ShellWorld(policyWith(), { clock: new VirtualClock(10_000) });
  const ring = await createIssuerRing(world.context(), { minFreshSeconds: 0 });
  const { epoch } = (await ring.look()).ring;
  server.handle((_request, response) => response.end(body(epoch)));
  const told: unknown[] = [];
  const watch = openPreflight(
    { issuer: server.origin, preflight: { enabled: true, jwksUrl: `${server.origin}/jwks` } },
    ring,
    { clock: world.clock, log: (_level, event) => told.push(event) },
  );
  onTestFinished(async () => {
    watch.close();
    await server.close();
  });
  await watch.lookNow();
  return { epoch, seen: watch.view().seen.map((each) => each.epoch), told };
}

const setOf = (epoch: unknown) => JSON.stringify({ keys: [], keyturn_epoch: epoch });

test('O1: the set of the ring is seen at the public address, one behind as well', async () => {
  const now = await lookAtSet((epoch) => setOf(epoch));
  expect([now.seen, now.told]).toEqual([[now.epoch], []]);
  const behind = await lookAtSet((epoch) => setOf(epoch - 1));
  expect(behind.seen).toEqual([behind.epoch - 1]);
});

test.each([
  ['an epoch that the ring has not reached', (epoch: number) => setOf(epoch + 1)],
  ['the set of a ring that was turned for years', () => setOf(50_000_000)],
  ['a number beyond all counting', () => '{"keyturn_epoch":1e308}'],
  ['half an epoch', (epoch: number) => setOf(epoch - 0.5)],
  ['no object', () => 'null'],
])('O1: %s shows nobody the standby', async (_what, body) => {
  const { seen, told } = await lookAtSet(body);
  expect([seen, told]).toEqual([[], ['preflight.sees_nothing']]);
});
