import { systemClock } from '@keyturn/shared/clock';
import Koa from 'koa';
import { expect, test } from 'vitest';
import { give, textBody } from '../../../provider/http/answer.js';
import { handleRequests } from '../../../provider/http/handle-requests.js';

test('an answer that was given before something failed is not what is answered', async () => {
  const koa = new Koa();
  const rules = { proxy: undefined, atOnce: true, clock: systemClock, log: () => {} };
  koa.use(
    handleRequests(rules, async (ctx) => {
      give(ctx, { status: 200, headers: [], body: textBody('fine') });
      throw new Error('not at all');
    }),
  );
  const server = koa.listen(0, '127.0.0.1');
  try {
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { readonly port: number };
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect([answer.status, await answer.json()]).toEqual([
      500,
      expect.objectContaining({ code: 'internal_error' }),
    ]);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
