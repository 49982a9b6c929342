import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkTarball } from './check-tarball.js';
import { packTarballs, publicNames, repositoryRoot, type Tarball } from './tarballs.js';

const folder = mkdtempSync(join(tmpdir(), 'keyturn-tarballs-'));
let tarballs: Tarball[];
beforeAll(async () => {
  tarballs = await packTarballs(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['shared', 'relying-party', 'provider'])('the tarball of %s', (name) => {
  const own = () => {
    const found = tarballs.find((tarball) => tarball.folder === name);
    if (found === undefined) throw new Error(`no tarball of ${name}`);
    return found;
  };

  test('holds what is published, all of it, and nothing else', () => {
    expect(checkTarball(own(), repositoryRoot)).toEqual([]);
  });

  test('has nothing that publint would say', async () => {
    const { messages, pkg } = await publint({ pack: { tarball: own().bytes.buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test('gives right types to whoever imports it as ESM', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(own().bytes), {
      entrypoints: publicNames(own()),
    });
    if (!analysis.types) throw new Error('it has no types');
    const problems = analysis.problems.filter(
      // ESM only: what CommonJS and the resolution of Node 10 would see is not offered.
      (problem) => !('resolutionKind' in problem && /^(node10|node16-cjs)$/.test(problem.resolutionKind)),
    );
    expect(problems).toEqual([]);
    expect(Object.keys(analysis.entrypoints).length).toBeGreaterThanOrEqual(
      Object.keys(own().manifest.exports).length,
    );
  });
});
