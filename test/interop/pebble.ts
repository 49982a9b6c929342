import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort } from '../provider/command/test-terminal.js';
import { outerEnvironment, runToSuccess } from '../support/run-process.js';
import { scratchFolder } from '../support/scratch-folder.js';

export interface Pebble {
  readonly directory: string;
  /** The root of its TLS, a file. */
  readonly caFile: string;
  /** The root of what it issues, PEM. */
  rootPem(): Promise<string>;
}

/** Debian's ACME server on loopback, with a name server for which every name is this machine. @param httpPort where http-01 looks. */
export async function startPebble(httpPort: number): Promise<Pebble> {
  const folder = await scratchFolder();
  const [port, managementPort, dnsPort, dnsManagementPort] = await Promise.all([1, 2, 3, 4].map(freePort));
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'tls.key'];
  await runToSuccess('openssl', ['req', '-x509', ...key, ...subject, '-days', '2', '-out', 'tls.pem'], {
    cwd: folder,
  });
  const configuration = {
    listenAddress: `127.0.0.1:${port}`,
    managementListenAddress: `127.0.0.1:${managementPort}`,
    certificate: join(folder, 'tls.pem'),
    privateKey: join(folder, 'tls.key'),
    httpPort,
    tlsPort: 5001,
    ocspResponderURL: '',
    externalAccountBindingRequired: false,
  };
  await writeFile(join(folder, 'pebble.json'), JSON.stringify({ pebble: configuration }));
  const nameServer = [`-dns01=127.0.0.1:${dnsPort}`, '-defaultIPv4=127.0.0.1', '-defaultIPv6='];
  const management = `-management=127.0.0.1:${dnsManagementPort}`;
  await startServer('pebble-challtestsrv', [
    ...nameServer,
    management,
    '-http01=',
    '-https01=',
    '-tlsalpn01=',
  ]);
  await startServer('pebble', ['-config', join(folder, 'pebble.json'), '-dnsserver', `127.0.0.1:${dnsPort}`]);
  const ca = readFileSync(join(folder, 'tls.pem'));
  const directory = `https://localhost:${port}/dir`;
  await untilAnswers(directory, ca);
  return {
    directory,
    caFile: join(folder, 'tls.pem'),
    rootPem: () => get(`https://localhost:${managementPort}/roots/0`, ca),
  };
}

async function startServer(command: string, args: readonly string[]): Promise<void> {
  const child: ChildProcess = spawn(command, args, {
    stdio: 'ignore',
    // It waits and refuses at random otherwise, to harden its clients.
    env: { ...outerEnvironment(), PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0' },
  });
  onTestFinished(() => void child.kill());
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve).once('error', reject);
  });
}

async function untilAnswers(url: string, ca: Buffer): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answered = await get(url, ca).catch(() => undefined);
    if (answered !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('pebble did not start');
}

function get(url: string, ca: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, { ca, family: 4 }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve(text));
    })
      .on('error', reject)
      .end();
  });
}
