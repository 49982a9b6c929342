import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rejectionStatus } from '@keyturn/relying-party';
import { expect, test } from 'vitest';
import { bindings } from '../../../relying-party/jwc/bindings.js';
import { chainLimits, holderLimits } from '../../../relying-party/jwc/chain-limits.js';
import type { JwcOptions } from '../../../relying-party/jwc/options.js';
import { checkLinks } from '../../readme/check-links.js';
import { makeKey } from '../made-tokens.js';
import { makeInner, makeOuter } from './chain-stand.js';

const folder = fileURLToPath(new URL('../../../relying-party/jwc/', import.meta.url));
const readme = readFileSync(`${folder}README.md`, 'utf8');

/** The rows of the table with this head, each a list of cells without code marks. */
function rowsUnder(head: string): string[][] {
  const table = readme.split(/\n\n+/).find((block) => block.startsWith(`| ${head} |`)) ?? '';
  const rows = table.trim().split('\n').slice(2);
  return rows.map((row) =>
    row
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.replaceAll('`', '')),
  );
}

/** Fails to compile when an option is added and not named here, and then the table must follow. */
const optionNames = {
  innerJwks: 0,
  innerIssuer: 0,
  binding: 0,
  maxInnerLifetimeSeconds: 0,
  maxOuterLifetimeSeconds: 0,
  allowUntypedInner: 0,
  denylist: 0,
  refuseReplays: 0,
} satisfies Record<keyof JwcOptions, 0>;

test('the page about its kin leads somewhere', () => {
  const path = `${folder}comparison.md`;
  expect(checkLinks(path, readFileSync(path, 'utf8'))).toEqual([]);
});

test('every code of this path is in the table, and no other', () => {
  const ours = Object.keys(rejectionStatus).filter((code) => code.startsWith('jwc_'));
  expect(rowsUnder('code').map(([code]) => code)).toEqual(ours);
  for (const [code = '', meaning = ''] of rowsUnder('code'))
    expect(meaning.includes('503')).toBe(rejectionStatus[code as keyof typeof rejectionStatus] === 503);
});

test('every option is in the table with its default, and every binding', () => {
  const rows = rowsUnder('option');
  expect(rows.map(([name]) => name)).toEqual(Object.keys(optionNames));
  const defaults = new Map(rows.map(([name, written]) => [name, written]));
  expect(defaults.get('maxInnerLifetimeSeconds')).toBe(String(chainLimits.maxInnerLifetimeSeconds));
  expect(defaults.get('maxOuterLifetimeSeconds')).toBe(String(chainLimits.maxOuterLifetimeSeconds));
  const names = rowsUnder('binding').map(([name]) => name);
  expect(names.filter((name) => name !== 'a function')).toEqual(Object.keys(bindings));
});

test('numbers in the text are those of the code', () => {
  expect(readme).toContain(`${chainLimits.backdatingSeconds} seconds that minters backdate`);
  expect(readme).toContain('100,000 at most and 10,000 for each holder');
  expect([chainLimits.maxRememberedOuters, chainLimits.maxRememberedOutersPerHolder]).toEqual([
    100_000, 10_000,
  ]);
  expect(readme).toContain(`(default ${holderLimits.maxTokenBytes})`);
  const { renewFromFraction, renewSpreadFraction } = holderLimits;
  expect(readme).toContain(
    `${renewFromFraction * 100} to ${(renewFromFraction + renewSpreadFraction) * 100} %`,
  );
});

test.each(['Ed25519', 'ES256', 'ES384'] as const)(
  'the size of a chain of %s is the one in the table',
  (alg) => {
    const [signer, holder] = [makeKey(alg, 'trust-1'), makeKey(alg, 'client-1')];
    const { use: _, ...tjwk } = holder.jwk;
    const claims = { iss: 'https://issuer.example', aud: 'https://api.example', jti: 'x'.repeat(22), tjwk };
    const inner = makeInner({ key: signer, claims });
    const outer = { aud: 'https://api.example', jti: 'x'.repeat(22), htm: undefined };
    const bare = JSON.parse(
      Buffer.from(makeOuter({ claims: outer }).split('.')[1] ?? '', 'base64url').toString(),
    ) as object;
    const fill = 'x'.repeat(165 - JSON.stringify({ ...bare, x: '' }).length);
    const token = makeOuter({ inner, key: holder, claims: { ...outer, x: fill } });
    const row = rowsUnder('inner, outer').find(([name]) => name === `${alg}, ${alg}`);
    const [, innerBytes, tokenBytes] = row ?? [];
    // The name of Ed25519 has two spellings, and the fill must reach 165 bytes.
    expect(Math.abs(inner.length - Number(innerBytes))).toBeLessThan(8);
    expect(Math.abs(token.length - Number(tokenBytes))).toBeLessThan(16);
  },
);
