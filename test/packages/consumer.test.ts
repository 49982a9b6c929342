import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProcess } from '../support/run-process.js';
import { type Consumer, checkTypes, importedPackages, installConsumer } from './consumer.js';
import { packTarballs, publicNames, type Tarball } from './tarballs.js';

const folder = mkdtempSync(join(tmpdir(), 'keyturn-consumer-'));
let tarballs: Tarball[];
let verifierOnly: Consumer;
let everything: Consumer;
beforeAll(async () => {
  tarballs = await packTarballs(folder);
  const light = tarballs.filter(({ folder: name }) => name !== 'provider');
  [verifierOnly, everything] = await Promise.all([
    installConsumer(join(folder, 'verifier-only'), light),
    installConsumer(join(folder, 'everything'), tarballs),
  ]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const namesOf = (name: string) => tarballs.filter((tarball) => tarball.folder === name).flatMap(publicNames);
const verifierPackages = ['@keyturn/relying-party', '@keyturn/shared', 'jose'];

describe('a service that installs the verifier', () => {
  test('installs nothing but jose with it', () => {
    expect(verifierOnly.installed).toEqual(verifierPackages);
  });

  test('loads nothing but jose with it, whichever public name it imports', async () => {
    const names = namesOf('relying-party');
    expect(names).toContain('@keyturn/relying-party');
    const loaded = await importedPackages(verifierOnly, names);
    expect(loaded).toContain('@keyturn/relying-party');
    expect(verifierPackages).toEqual(expect.arrayContaining(loaded));
  });

  test('gets types that hold under a strict configuration, and that refuse what is wrong', async () => {
    const { output } = await checkTypes(
      verifierOnly,
      `import { createVerifier, type Verifier } from '@keyturn/relying-party';
       import type {} from '@keyturn/relying-party/koa';
       import type {} from '@keyturn/relying-party/plan';
       export const right: Verifier = createVerifier({ issuers: [{ issuer: 'https://a.example', audience: 'b' }] });
       createVerifier({ issuers: [{ issuer: 5, audience: 'b' }] });
       createVerifier({ issuers: [{ issuer: 'https://a.example' }] });`,
    );
    const errors = output
      .trim()
      .split('\n')
      .map((line) => line.replace(/,\d+\): error (TS\d+).*/, ') $1'));
    expect(errors).toEqual(['use.ts(5) TS2322', 'use.ts(6) TS2741']);
  });
});

describe('someone who installs keyturn', () => {
  test('can import each public name of each package under plain Node', async () => {
    const names = tarballs.flatMap(publicNames);
    expect(names.length).toBeGreaterThan(5);
    const loaded = await importedPackages(everything, names);
    expect(loaded).toEqual(expect.arrayContaining(['keyturn', 'koa']));
    // They are large, and most providers sign without certificates.
    for (const name of ['@peculiar/x509', 'acme-client']) expect(loaded).not.toContain(name);
  });

  test('can run the command', async () => {
    const command = join(everything.folder, 'node_modules/.bin/keyturn');
    const { status, output } = await runProcess(command, ['--help'], { cwd: everything.folder });
    expect(output).toMatch(/^Usage: keyturn /);
    expect(status).toBe(0);
  });

  test('gets types that hold under a strict configuration', async () => {
    const use = `import { createProvider, type Provider } from 'keyturn';
      export const create: (...given: Parameters<typeof createProvider>) => unknown = createProvider;
      export type Mine = Provider;`;
    expect(await checkTypes(everything, use)).toMatchObject({ status: 0, output: '' });
  });
});
