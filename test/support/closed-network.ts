import nock from 'nock';
import { afterEach, expect } from 'vitest';

// No real network beyond loopback, and an interceptor that nothing used is a test that proves nothing.
nock.disableNetConnect();
nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/);

afterEach(() => {
  const unused = nock.pendingMocks();
  nock.cleanAll();
  expect(unused, 'interceptors that nothing used').toEqual([]);
});
