import { type Repository, readSource, type WorkspacePackage } from './repository.js';

const packages: readonly WorkspacePackage[] = [
  {
    folder: 'shared',
    name: '@keyturn/shared',
    exports: { './*': { types: './dist/*.d.ts', default: './dist/*.js' } },
    dependencies: {},
  },
  {
    folder: 'relying-party',
    name: '@keyturn/relying-party',
    exports: {
      '.': { types: './dist/index.d.ts', node: './dist/index.js', default: './dist/index-web.js' },
      './koa': { types: './dist/http/koa.d.ts', default: './dist/http/koa.js' },
    },
    dependencies: { '@keyturn/shared': '0.1.0', jose: '6.0.0' },
  },
  {
    folder: 'provider',
    name: 'keyturn',
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    dependencies: { koa: '3.0.0', pino: '10.0.0' },
  },
];

/** A small repository in memory: what a check must find is written into it. */
export function createFixture(texts: Readonly<Record<string, string>>): Repository {
  return { packages, files: Object.entries(texts).map(([path, text]) => readSource(path, text)) };
}
