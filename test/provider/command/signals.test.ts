import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { outerEnvironment } from '../../support/run-process.js';
import { sendRequest } from '../http/test-provider.js';
import { freePort, makeFolder, writeJson } from './test-terminal.js';

const command = fileURLToPath(new URL('../../../provider/bin/keyturn.js', import.meta.url));

/** The built command, as a process of its own. */
async function startProcess() {
  const port = await freePort();
  const child = spawn(process.execPath, [command, 'start', '--dev'], {
    cwd: await makeFolder(),
    env: { ...outerEnvironment(), KEYTURN_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<number | string | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  const text = { said: '', logged: '' };
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    text.logged += part;
  });
  await new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text.said += part;
      if (text.said.includes('turn the keys')) resolve();
    });
  });
  return { port, child, ended, text };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends it cleanly: exit status 0, nothing left running, JSON lines on standard error that hold no secret',
  async (signal) => {
    const { port, child, ended, text } = await startProcess();
    expect((await sendRequest(port, '/health/ready')).status).toBe(200);
    const issued = await sendRequest(port, '/token', {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from('demo:demo-secret').toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    expect(issued.status).toBe(200);
    child.kill(signal);
    expect(await ended).toBe(0);
    expect(text.said).toContain(`${signal}: finishing what runs`);
    await expect(sendRequest(port, '/health/live')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const lines = text.logged
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual(expect.objectContaining({ event: 'request', path: '/token', status: 200 }));
    expect(text.logged).not.toMatch(/demo-secret|eyJ|Basic/);
  },
);

test('who reads no further ends neither a verb with a defect nor a provider that serves', async () => {
  const { port, child } = await startProcess();
  child.stdout.destroy();
  child.stderr.destroy();
  for (const attempt of ['one', 'two'])
    expect((await sendRequest(port, `/health/ready?${attempt}`)).status).toBe(200);
  const folder = await makeFolder();
  const config = await writeJson(folder, 'keyturn.config.json', {
    issuer: 'https://issuer.example',
    store: { kind: 'memory' },
  });
  const verb = spawn(process.execPath, [command, 'config', 'check', '--config', config], {
    env: outerEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  verb.stdout.destroy();
  expect(await new Promise((resolve) => verb.once('close', resolve))).toBe(0);
});
