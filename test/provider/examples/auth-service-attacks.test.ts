import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sample } from '../../../provider/examples/auth-service/sample.js';
import { startTwoServices, type TwoServices } from './two-services.js';

const [jane] = sample.firstUsers;

let services: TwoServices;
beforeAll(async () => {
  services = await startTwoServices();
});
afterAll(() => services.close());

test('who does not exist and who gave a wrong password get the same answer', async () => {
  const { post } = services;
  const [unknown, wrong] = await Promise.all(
    ['nobody', jane.name].map((name) => post('/login', { name, password: 'not this one, for sure' })),
  );
  expect(unknown?.status).toBe(401);
  expect(unknown?.text).toBe(wrong?.text);
  const without = (headers = new Headers()) =>
    [...headers].filter(([name]) => !['x-request-id', 'date'].includes(name));
  expect(without(unknown?.headers)).toEqual(without(wrong?.headers));
});

test.each([["jane' --"], ["' OR '1'='1"], ["jane'; DROP TABLE users; --"], ['jane\u0000'], ['JANE'], ['']])(
  '%j is the name of nobody',
  async (name) => {
    const { post, logIn } = services;
    expect(await post('/login', { name, password: jane.password })).toMatchObject({ status: 401 });
    expect(await logIn(jane.name, jane.password)).toMatch(/^eyJ/);
  },
);

test('what is no log-in and no sign-up is refused, and the service goes on', async () => {
  const { post, logIn, lines, auth } = services;
  const good = { name: 'mallory', password: 'thunder far away' };
  const refusals = [
    ['/login', 'x'.repeat(5000), {}, 413, 'body_too_large'],
    ['/users', JSON.stringify({ ...good, password: 'p'.repeat(1_000_000) }), {}, 413, 'body_too_large'],
    [
      '/login',
      'name=jane&password=x',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'content_type_unsupported',
    ],
    ['/login', JSON.stringify(good), { 'content-type': 'text/plain' }, 415, 'content_type_unsupported'],
    ['/login', JSON.stringify(good), { 'content-encoding': 'gzip' }, 415, 'content_type_unsupported'],
    ['/login', '', {}, 400, 'request_invalid'],
    ['/login', '{"name":"jane"', {}, 400, 'request_invalid'],
    ['/login', '['.repeat(4000), {}, 400, 'request_invalid'],
    ['/login', { name: { $ne: '' }, password: { $ne: '' } }, {}, 400, 'request_invalid'],
    ['/login', { name: ['jane'], password: jane.password }, {}, 400, 'request_invalid'],
    ['/users', { ...good, role: 'admin' }, {}, 400, 'request_invalid'],
    ['/users', { ...good, name: 'Mallory' }, {}, 400, 'request_invalid'],
    ['/users', { ...good, name: 'm'.repeat(33) }, {}, 400, 'request_invalid'],
    ['/users', { ...good, password: 'short' }, {}, 400, 'password_unfit'],
    ['/users', { ...good, password: `${good.name} and more` }, {}, 400, 'password_unfit'],
    ['/users', { ...good, password: 'p'.repeat(129) }, {}, 400, 'password_unfit'],
    ['/users', { ...good, password: '\ud800'.repeat(20) }, {}, 400, 'password_unfit'],
  ] as const;
  for (const [path, body, headers, status, code] of refusals)
    expect(await post(path, body, headers)).toMatchObject({ status, json: { code } });
  expect((await fetch(`${auth}/login`)).status).toBe(405);
  expect(await logIn(jane.name, jane.password)).toMatch(/^eyJ/);
  expect(lines.join('\n')).not.toContain('request.failed');
});

test('a body without end is answered when it is too large', async () => {
  const { auth } = services;
  const status = await new Promise((resolve, reject) => {
    const sent = request(`${auth}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    sent.once('error', reject).once('response', (response) => {
      resolve(response.statusCode);
      sent.destroy();
    });
    sent.write('x'.repeat(10_000));
  });
  expect(status).toBe(413);
});

test('of three hundred guesses at once ten are looked at, and a guess that is right does not help any more', async () => {
  const { post, signUp } = services;
  const nell = { name: 'nell', password: 'a bell under water' };
  await signUp(nell.name, nell.password);
  const guesses = Array.from({ length: 300 }, (_, number) =>
    post('/login', { name: nell.name, password: `guess number ${number}` }),
  );
  const answers = await Promise.all(guesses);
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
  const held = answers.filter(({ status }) => status === 429);
  expect(held).toHaveLength(290);
  for (const { headers } of held) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  const late = await post('/login', nell);
  expect(late).toMatchObject({ status: 429, json: { code: 'attempts_too_many' } });
});
