import type { VirtualClock } from '@keyturn/shared/virtual-clock';
import type { Provider } from 'keyturn';
import { describe, expect, test } from 'vitest';
import { startLiveIssuer } from '../../../provider/drills/live-issuer.js';
import { startTestProvider } from '../http/test-provider.js';

const SERIES = 'ES256';

async function begin() {
  const { provider, clock } = await startTestProvider();
  // The first standby waits its lead.
  await clock.advanceSeconds(36);
  const before = await activeKid(provider);
  return { provider, clock, before, drilled: await drill(provider, clock) };
}

function drill(provider: Provider, clock: VirtualClock) {
  const { ring, sign } = provider.issuer();
  return startLiveIssuer({ url: 'http://localhost:4000', ring, sign }, clock);
}

const activeKid = async (provider: Provider) => (await provider.issuer().ring.signing(SERIES)).kid;

describe('a ring that others rely on, after a hard stop', () => {
  test('is left alone where the drill did nothing yet', async () => {
    const { provider, before, drilled } = await begin();
    expect(await drilled.restore?.()).toEqual([]);
    expect(await activeKid(provider)).toBe(before);
  });

  test('signs again, at once, with the key that it signed with before (I9)', async () => {
    const { provider, before, drilled } = await begin();
    expect(await drilled.rotate(SERIES)).toMatchObject({ outcome: 'done' });
    expect(await activeKid(provider)).not.toBe(before);
    expect(await drilled.restore?.()).toEqual([{ series: SERIES, kid: before, outcome: 'done', rule: null }]);
    expect(await activeKid(provider)).toBe(before);
  });

  test('never signs again with a key that was revoked (I7), and that is told', async () => {
    const { provider, before, drilled } = await begin();
    expect(await drilled.revoke(SERIES, 'standby')).toMatchObject({ outcome: 'done' });
    const after = await activeKid(provider);
    expect(await drilled.restore?.()).toEqual([
      { series: SERIES, kid: before, outcome: 'refused', rule: 'I9' },
    ]);
    expect(await activeKid(provider)).toBe(after);
    expect(after).not.toBe(before);
  });
});
