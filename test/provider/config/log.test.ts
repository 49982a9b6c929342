import { createLog } from 'keyturn';
import { expect, test } from 'vitest';
import { runProcess } from '../../support/run-process.js';

function logInto(level: 'debug' | 'info' | 'warn' = 'info') {
  const lines: string[] = [];
  return { lines, log: createLog({ level, destination: { write: (line) => lines.push(line) } }) };
}

test('one JSON line for each event, with its level, time and name', () => {
  const { lines, log } = logInto();
  log('warn', 'ring.rotate', { outcome: 'refused', epoch: 3 });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { level: 'warn', time: expect.any(String), event: 'ring.rotate', outcome: 'refused', epoch: 3 },
  ]);
});

test('every line reaches standard error, whether it waits, warns or is the last', async () => {
  const program = `
    import { createLog } from 'keyturn';
    const log = createLog();
    log('info', 'waits', {});
    log('warn', 'warns', {});
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (let at = 0; at < 200; at++) log('info', 'many', { at });
    log('info', 'last', {});
    process.exit();`;
  const { errors } = await runProcess(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
  });
  const events = errors
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).event);
  expect(events.slice(0, 2)).toEqual(['waits', 'warns']);
  // What is being written as the process ends may come after what was still to be written.
  expect(events.slice(2).sort()).toEqual(['last', ...Array<string>(200).fill('many')]);
});

test('lines under the level are not written', () => {
  const { lines, log } = logInto('warn');
  log('info', 'request', {});
  log('error', 'request.failed', {});
  expect(lines).toHaveLength(1);
});

const token = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJyZWFkZXIifQ.c2lnbmF0dXJl';

test.each([
  ['a member of a secret name', { client_secret: 'horse battery' }, 'horse battery'],
  ['such a member one level down', { request: { authorization: 'horse battery' } }, 'horse battery'],
  ['a token inside text', { message: `could not read ${token}!` }, 'eyJzdWIi'],
  ['a token deep inside', { a: [{ b: { c: token } }] }, 'eyJzdWIi'],
  ['credentials inside text', { message: 'sent Authorization: Basic aG9yc2U6YmF0dGVyeQ==' }, 'aG9yc2U'],
  ['a bearer credential inside text', { message: 'sent Bearer demo-credential' }, 'demo-credential'],
  ['a token in the message of an error', { error: new Error(`bad ${token}`) }, 'eyJzdWIi'],
  ['a token in the cause of an error', { error: new Error('bad', { cause: new Error(token) }) }, 'eyJzdWIi'],
])('%s is cut', (_, fields, secret) => {
  const { lines, log } = logInto();
  log('error', 'test', fields);
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain(secret);
  expect(lines[0]).toContain('[redacted]');
});

test('an error tells its story: name, code, message, stack, cause, and nothing else of it', () => {
  const { lines, log } = logInto();
  const error = Object.assign(new Error('outer', { cause: new TypeError('inner') }), {
    code: 'x',
    holder: 'private',
  });
  log('error', 'test', { error });
  expect(JSON.parse(lines[0] ?? '').error).toEqual({
    name: 'Error',
    code: 'x',
    message: 'outer',
    stack: expect.stringContaining('outer'),
    cause: { name: 'TypeError', message: 'inner', stack: expect.any(String) },
  });
});
