import { join } from 'node:path';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { createProvider } from 'keyturn';
import { expect, onTestFinished, test } from 'vitest';
import { rememberProofs } from '../../../provider/oauth/remember-proofs.js';
import { createFileShortLivedState } from '../../../provider/stores/file-short-lived-state.js';
import { createShortLivedState } from '../../../provider/stores/short-lived-state.js';
import { scratchFolder } from '../../support/scratch-folder.js';
import { cronRequest, START_SECONDS, sendRequest, testConfiguration } from '../http/test-provider.js';
import { assertionRequest, jwks, makeAssertion } from './assertions.js';

/** Providers of one issuer on one folder, each as a process of its own would be. */
async function startOn(folder: string, clock: VirtualClock) {
  const provider = await createProvider(
    {
      ...testConfiguration,
      store: { kind: 'file', folder },
      clients: [{ clientId: 'robot', jwks, audiences: ['https://api.example'] }],
    },
    { clock, log: () => {}, createRing: true },
  );
  const { port } = await provider.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => provider.close());
  return { provider, port };
}

test('an assertion that was used is refused by another process, and after a restart', async () => {
  const [folder, clock] = [join(await scratchFolder(), 'ring'), new VirtualClock(START_SECONDS)];
  const first = await startOn(folder, clock);
  const other = await startOn(folder, clock);
  const assertion = assertionRequest(makeAssertion());
  expect((await sendRequest(first.port, '/token', assertion)).status).toBe(200);
  expect((await sendRequest(other.port, '/token', assertion)).status).toBe(401);
  await first.provider.close();
  const restarted = await startOn(folder, clock);
  expect((await sendRequest(restarted.port, '/token', assertion)).status).toBe(401);
  expect((await sendRequest(restarted.port, '/token', assertionRequest(makeAssertion()))).status).toBe(200);
});

test('an idempotency key is known to another process, and after a restart', async () => {
  const [folder, clock] = [join(await scratchFolder(), 'ring'), new VirtualClock(START_SECONDS)];
  const first = await startOn(folder, clock);
  const request = cronRequest({ 'idempotency-key': 'monday' });
  const answer = await sendRequest(first.port, '/cron/tick', request);
  expect([answer.status, answer.headers['idempotency-replayed']]).toEqual([200, undefined]);
  await first.provider.close();
  const restarted = await startOn(folder, clock);
  const again = await sendRequest(restarted.port, '/cron/tick', request);
  expect([again.text, again.headers['idempotency-replayed']]).toEqual([answer.text, 'true']);
});

test('a proof is remembered while any process may accept it', async () => {
  const [folder, clock] = [await scratchFolder(), new VirtualClock(START_SECONDS)];
  const open = () => {
    const state = createFileShortLivedState({ folder, clock });
    onTestFinished(() => state.close());
    return rememberProofs(state, 'https://issuer.example/token');
  };
  const proof = (seconds = 0) => ({
    holder: 'thumbprint',
    id: 'one',
    untilSeconds: START_SECONDS + 120,
    nowSeconds: START_SECONDS + seconds,
  });
  expect(await open().remember(proof())).toBe('new');
  expect(await open().remember(proof())).toBe('seen');
  await clock.advanceSeconds(120);
  expect(await open().remember(proof(120))).toBe('seen');
  expect(await open().remember({ ...proof(), holder: 'another' })).toBe('new');
});

test('a proof that cannot be remembered is refused', async () => {
  const memory = createShortLivedState({ clock: new VirtualClock(START_SECONDS), maxEntries: 1 });
  const { remember } = rememberProofs(memory, 'https://issuer.example/token');
  const proof = { holder: 'thumbprint', untilSeconds: START_SECONDS + 120, nowSeconds: START_SECONDS };
  expect(await remember({ ...proof, id: 'one' })).toBe('new');
  expect(await remember({ ...proof, id: 'two' })).toBe('full');
});
