import Router from '@koa/router';
import Koa from 'koa';
import { expect, test } from 'vitest';
import { directRoutes } from '../../../provider/http/direct-routes.js';
import { exactPath } from '../../../provider/http/exact-path.js';
import { listen } from '../../../provider/http/server.js';
import { systemClock } from '../../../shared/clock.js';

function serve(mount: (router: Router) => void) {
  const router = new Router();
  mount(router);
  const koa = new Koa({ env: 'production' }).use(directRoutes(router));
  return listen(koa.callback(), { host: '127.0.0.1', port: 0 }, { clock: systemClock });
}

async function ask(mount: (router: Router) => void, method: string) {
  const server = await serve(mount);
  try {
    const response = await fetch(`http://127.0.0.1:${server.port}/one`, { method });
    return { status: response.status, allow: response.headers.get('allow'), body: await response.text() };
  } finally {
    await server.close();
  }
}

const one = (router: Router) => {
  router.get(exactPath('/one'), (ctx) => {
    ctx.body = 'one';
  });
  router.post(
    exactPath('/one'),
    async (ctx, next) => {
      ctx.body = 'first';
      await next();
      ctx.body += ' last';
    },
    (ctx) => {
      ctx.body += ' then';
    },
  );
};

test('the handlers of a method run in their order', async () => {
  expect(await ask(one, 'POST')).toMatchObject({ status: 200, body: 'first then last' });
});

test('GET answers HEAD, without the body', async () => {
  expect(await ask(one, 'HEAD')).toMatchObject({ status: 200, body: '' });
});

test('what no handler is for is answered as the router answers it', async () => {
  expect(await ask(one, 'DELETE')).toMatchObject({ status: 405, allow: 'HEAD, GET, POST' });
  expect(await ask(one, 'OPTIONS')).toMatchObject({ status: 200, allow: 'HEAD, GET, POST' });
});

test('two routes of one method run one after the other, as the router runs them', async () => {
  const twice = (router: Router) => {
    router.get(exactPath('/one'), (ctx, next) => {
      ctx.set('X-Seen', 'yes');
      return next();
    });
    router.get(exactPath('/one'), (ctx) => {
      ctx.body = `seen ${ctx.response.get('X-Seen')}`;
    });
  };
  expect(await ask(twice, 'GET')).toMatchObject({ status: 200, body: 'seen yes' });
});
