import { expect, test } from 'vitest';
import { resolveImport } from '../architecture/module-resolution.js';
import { readRepository } from '../architecture/repository.js';

// Once for all: every file of the checkout is parsed.
const repository = readRepository();
const files = new Map(repository.files.map((file) => [file.path, file]));

/** Every module that is loaded with an entry, at run time and on any path. */
function reachedFrom(entry: string): { readonly ours: string[]; readonly others: string[] } {
  const ours = new Set([entry]);
  const others = new Set<string>();
  for (const path of ours) {
    const file = files.get(path);
    for (const { specifier, typeOnly } of file?.imports ?? []) {
      if (file === undefined || typeOnly) continue;
      const targets = resolveImport(file, specifier, repository);
      for (const target of targets) ours.add(target);
      if (targets.length === 0) others.add(specifier);
    }
  }
  return { ours: [...ours], others: [...others].sort() };
}

test('on Node the verifier loads its own code, shared/ and Node’s own modules: not even jose', () => {
  const { ours, others } = reachedFrom('relying-party/index.ts');
  expect(ours).toContain('relying-party/signature/node.ts');
  expect(ours.filter((path) => !/^(relying-party|shared)\//.test(path))).toEqual([]);
  expect(ours.filter((path) => /web\.ts$/.test(path))).toEqual([]);
  expect(others.filter((specifier) => !specifier.startsWith('node:'))).toEqual([]);
  expect(others).toContain('node:crypto');
});

test('elsewhere it loads jose and nothing of Node', () => {
  const { ours, others } = reachedFrom('relying-party/index-web.ts');
  expect(ours).toContain('relying-party/signature/web.ts');
  expect(others).toEqual(['jose']);
});

test('an adapter does not load its framework', () => {
  expect(reachedFrom('relying-party/http/koa.ts').others).toEqual([]);
});

test('the jwc path, holder included, loads jose and nothing of Node: it runs in browsers', () => {
  const { ours, others } = reachedFrom('relying-party/jwc.ts');
  expect(ours).toContain('relying-party/verifier.ts');
  expect(others).toEqual(['jose']);
});

test('who imports no certificates carries none, and the path of certificates needs Node alone', () => {
  const ofCertificates = (path: string) => /^relying-party\/(x5c|x509)\b/.test(path);
  for (const entry of ['relying-party/index.ts', 'relying-party/index-web.ts', 'relying-party/jwc.ts'])
    expect(reachedFrom(entry).ours.filter(ofCertificates)).toEqual([]);
  const { ours, others } = reachedFrom('relying-party/x5c.ts');
  expect(ours.filter(ofCertificates).length).toBeGreaterThan(40);
  expect(others.filter((specifier) => !specifier.startsWith('node:'))).toEqual([]);
});
