import type { RequestListener } from 'node:http';
import { epochMember } from '@keyturn/shared/epoch';
import { describe, expect, test } from 'vitest';
import { runDrill } from '../../../provider/drills/create-drills.js';
import type { Sabotage } from '../../../provider/drills/drill-issuer.js';
import { plannedRotation } from '../../../provider/drills/planned-rotation.js';

interface ServedSet {
  readonly keys: readonly { readonly kid: string }[];
}

/** Serves another set of keys than the ring says; everything else is untouched. */
function changeKeySet(change: (set: ServedSet, newestSigner: string | undefined) => ServedSet): Sabotage {
  let signer: string | undefined;
  return (handler) => (request, response) => {
    const served = request.url === '/jwks';
    const chunks: Buffer[] = [];
    const end = response.end.bind(response);
    response.end = ((body?: Buffer | string) => {
      if (body !== undefined) chunks.push(Buffer.from(body));
      const text = Buffer.concat(chunks).toString('utf8');
      if (served && text !== '') {
        const changed = JSON.stringify(change(JSON.parse(text) as ServedSet, signer));
        response.removeHeader('etag');
        response.setHeader('content-length', Buffer.byteLength(changed));
        return end(changed);
      }
      if (request.url === '/token' && text.includes('access_token')) signer = kidOf(text);
      return end(text);
    }) as typeof response.end;
    if (served) delete request.headers['if-none-match'];
    return (handler as RequestListener)(request, response);
  };
}

function kidOf(answer: string): string {
  const { access_token: token } = JSON.parse(answer) as { access_token: string };
  return (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')) as { kid: string })
    .kid;
}

/** What the twins break bites at the switch, so they end soon after it. */
const twin = { ...plannedRotation, durationSeconds: 14, traffic: { ...plannedRotation.traffic, clients: 4 } };

describe('D01, planned rotation', () => {
  test('16 clients issue and verify while the key turns, and nobody notices', async () => {
    const report = await runDrill(plannedRotation);
    expect(report.rejects).toEqual([]);
    expect(report.verdict, JSON.stringify(report.bars)).toBe('pass');
    expect(report.figures.validTokensTried).toBeGreaterThan(1000);
    expect(report.figures.signingKids).toHaveLength(2);
  }, 60_000);

  test.concurrent('its twin without overlap fails: the old key leaves the set when it stops signing', async () => {
    const sabotage = changeKeySet((set, signer) => ({
      ...set,
      keys: set.keys.filter(({ kid }) => kid === signer),
    }));
    const report = await runDrill(twin, { sabotage });
    expect(report.verdict).toBe('fail');
    expect(report.figures.falseRejects).toBeGreaterThan(0);
    expect(report.rejects.map(({ kid }) => kid)).toEqual(
      report.rejects.map(() => report.figures.signingKids[0]),
    );
  }, 60_000);

  test.concurrent('its twin without a publish lead fails: tokens force refetches at the switch', async () => {
    let first: string | undefined;
    let seenNew = false;
    const sabotage = changeKeySet((set, signer) => {
      first ??= signer;
      if (signer !== first) seenNew = true;
      // The next key is hidden until it signs.
      return seenNew ? set : { ...set, keys: set.keys.slice(0, 1), [epochMember]: 1 };
    });
    const report = await runDrill(twin, { sabotage });
    expect(report.verdict).toBe('fail');
    expect(report.figures.unknownKids).toBeGreaterThan(0);
  }, 60_000);
});
