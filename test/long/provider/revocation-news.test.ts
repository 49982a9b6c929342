import { readFileSync } from 'node:fs';
import { profiles } from '@keyturn/shared/profiles';
import { expect, test } from 'vitest';
import { newsWays, playRevocationNews } from '../../../provider/drills/revocation-news.js';
import { withoutInterceptors } from '../../support/no-interceptors.js';

withoutInterceptors();

const { publicationDelaySeconds: P, jwksMaxAgeSeconds: M } = profiles.default.rotation;
const page = readFileSync(new URL('../../../provider/drills/README.md', import.meta.url), 'utf8');

test('the tail of a revocation over four replicas and a hundred parties, by how they hear of it', async () => {
  const [copies, tokens, stream] = [
    await playRevocationNews('copies end', 100),
    await playRevocationNews('tokens', 100),
    await playRevocationNews('event stream', 100),
  ];
  for (const { way, medianSeconds, lastSeconds, requestsInASecondAtMost, falseAccepts } of [
    copies,
    tokens,
    stream,
  ]) {
    expect(lastSeconds).toBeLessThanOrEqual(P + M);
    expect(falseAccepts).toBe(0);
    const row = new RegExp(`^\\| ${way} \\| (\\d+) s \\| (\\d+) s \\| (\\d+) \\|$`, 'm').exec(page) ?? [];
    const measured = [medianSeconds, lastSeconds, requestsInASecondAtMost];
    for (const [at, value] of measured.entries())
      expect(Math.abs(Number(row[at + 1]) / value - 1), `${way}: ${measured}`).toBeLessThan(0.25);
  }
  // One token in ten seconds, three tenths of the set's fresh time, a second look after P, and one fetch.
  expect(tokens.lastSeconds).toBeLessThanOrEqual(10 + 0.3 * M + 1.5 * P + 1);
  expect(stream.lastSeconds).toBeLessThanOrEqual(0.3 * M + 1.5 * P + 2);
  expect(copies.lastSeconds).toBeGreaterThan(1.5 * tokens.lastSeconds);
  expect(newsWays).toHaveLength(3);
});
