import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const devFolder = fileURLToPath(new URL('../../.dev', import.meta.url));

/** Stands for npm: lays what the lock file names, a compiler among it, and records how it was called. */
const fakeNpm = `
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
const [verb] = process.argv.slice(2);
appendFileSync('npm-calls', verb + '\\n');
if (existsSync('npm-is-broken')) process.exit(7);
if (verb === 'ci') rmSync('node_modules', { recursive: true, force: true });
while (existsSync('npm-waits')) await setTimeout(20);
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const laid = Object.fromEntries(Object.entries(packages).filter(([path, { optional }]) => path !== '' && !optional));
for (const [path, manifest] of Object.entries(laid)) {
  mkdirSync(path, { recursive: true });
  writeFileSync(path + '/package.json', JSON.stringify(manifest));
}
mkdirSync('node_modules/typescript/bin', { recursive: true });
writeFileSync('node_modules/typescript/bin/tsc', readFileSync('fake-compiler'));
writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: laid }));
`;

/** Stands for the compiler: trusts its record as the real one does, and compiles by copying. */
const fakeCompiler = `
const { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } = require('node:fs');
appendFileSync('builds', 'build\\n');
for (const name of process.argv.slice(3)) {
  if (existsSync(name + '/dist/tsconfig.tsbuildinfo')) continue;
  mkdirSync(name + '/dist', { recursive: true });
  for (const file of readdirSync(name).filter((file) => file.endsWith('.ts')))
    writeFileSync(name + '/dist/' + file.replace('.ts', '.js'), '');
  writeFileSync(name + '/dist/tsconfig.tsbuildinfo', '{}');
}
process.exit(existsSync('compiler-is-broken') ? 2 : 0);
`;

export interface Ended {
  readonly status: number | null;
  readonly said: string;
}

export interface Started {
  /** So far. */
  readonly said: () => string;
  readonly ended: Promise<Ended>;
}

/** A checkout in a folder of its own, whose npm and compiler are stand-ins. */
export class FakeCheckout {
  readonly root = mkdtempSync(join(tmpdir(), 'keyturn-ready-'));

  constructor() {
    cpSync(devFolder, join(this.root, '.dev'), {
      recursive: true,
      filter: (path) => !path.includes('.ready-lock'),
    });
    this.write('npm-cli.mjs', fakeNpm);
    this.write('fake-compiler', fakeCompiler);
    this.writeLock({ 'node_modules/jose': { version: '6.0.0' } });
    for (const name of ['shared', 'relying-party', 'provider']) this.write(`${name}/index.ts`, '');
  }

  /** Makes this one as another is, time stamps included. */
  copyFrom(other: FakeCheckout): void {
    cpSync(other.root, this.root, { recursive: true, preserveTimestamps: true });
  }

  writeLock(packages: Readonly<Record<string, object>>): void {
    const windowsOnly = { 'node_modules/only-for-windows': { version: '1.0.0', optional: true } };
    this.write('package-lock.json', JSON.stringify({ packages: { '': {}, ...windowsOnly, ...packages } }));
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true, force: true });
  }

  /** What npm was asked for since the last look. */
  takeNpmCalls(): string[] {
    return this.#take('npm-calls');
  }

  takeBuilds(): number {
    return this.#take('builds').length;
  }

  #take(path: string): string[] {
    const lines = this.has(path) ? this.read(path).trim().split('\n') : [];
    this.remove(path);
    return lines;
  }

  /** Runs the real `.dev/ready.mjs` of the checkout to its end. */
  ready(): Promise<Ended> {
    return this.start().ended;
  }

  /** The same, for looking at while it runs. */
  start(): Started {
    const child = spawn(process.execPath, [join(this.root, '.dev/ready.mjs')], {
      cwd: tmpdir(),
      env: { ...process.env, npm_execpath: join(this.root, 'npm-cli.mjs') },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject).once('close', (status) => resolve({ status, said }));
    });
    return { said: () => said, ended };
  }

  discard(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
