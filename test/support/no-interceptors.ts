import { syncBuiltinESMExports } from 'node:module';
import nock from 'nock';
import { afterAll, beforeAll } from 'vitest';

/**
 * For the tests of one file: nock stands between node:http and its connections and knows the system's alone, and a drill
 * on a virtual clock brings its own.
 */
export function withoutInterceptors(): void {
  beforeAll(() => {
    nock.restore();
    syncBuiltinESMExports();
  });
  afterAll(() => {
    nock.activate();
    syncBuiltinESMExports();
  });
}
