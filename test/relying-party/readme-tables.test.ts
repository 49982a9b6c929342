import { readFileSync } from 'node:fs';
import { verifierProfiles } from '@keyturn/shared/verifier-profiles';
import { expect, test } from 'vitest';
import type { VerifierEventName } from '../../relying-party/events.js';
import { createVerifier } from '../../relying-party/index.js';
import { limits } from '../../relying-party/limits.js';
import { OptionRefusal } from '../../relying-party/options/option-refusal.js';
import type {
  DiscoveryOptions,
  IssuerOptions,
  TokenCacheOptions,
  VerifierOptions,
} from '../../relying-party/options.js';
import { rejectionStatus } from '../../relying-party/rejection-status.js';

const readme = readFileSync(new URL('../../relying-party/README.md', import.meta.url), 'utf8');

/** The rows of every table whose first column has this head, each a list of cells without code marks. */
function rowsUnder(head: string): string[][] {
  const tables = readme.split(/\n\n+/).filter((block) => block.startsWith(`| ${head} |`));
  return tables.flatMap((table) =>
    table
      .trim()
      .split('\n')
      .slice(2)
      .map((row) =>
        row
          .slice(2, -2)
          .split(' | ')
          .map((cell) => cell.replaceAll('`', '')),
      ),
  );
}

/** Fails to compile when an option or an event is added and not named here, and then the tables must follow. */
const optionNames = {
  issuers: 0,
  trustPaths: 0,
  furtherChecks: 0,
  keySetStore: 0,
  denylist: 0,
  tokenCache: 0,
  allowLoopback: 0,
  allowPrivateNetwork: 0,
  tlsCa: 0,
  addressCheck: 0,
  durations: 0,
  clock: 0,
  waitUntil: 0,
} satisfies Record<keyof VerifierOptions, 0>;
const issuerOptionNames = {
  issuer: 0,
  audience: 0,
  profile: 0,
  algorithms: 0,
  leewaySeconds: 0,
  futureToleranceSeconds: 0,
  maxLifetimeSeconds: 0,
  staleIfErrorSeconds: 0,
  allowStaleInSpiteOfMustRevalidate: 0,
  trustPath: 0,
  discovery: 0,
  x5c: 0,
  jwc: 0,
} satisfies Record<keyof IssuerOptions, 0>;
const discoveryOptionNames = { metadata: 0, jwksUri: 0, jwks: 0 } satisfies Record<keyof DiscoveryOptions, 0>;
const tokenCacheOptionNames = { maxTokens: 0 } satisfies Record<keyof TokenCacheOptions, 0>;
const eventNames = {
  'keys.changed': 0,
  'key.removed': 0,
  'keyset.suspicious': 0,
  'refresh.failed': 0,
  'stale.served': 0,
  'issuers.failed': 0,
  'keys.recalled': 0,
  'store.failed': 0,
  'keys.awaited': 0,
  'introspection.failed': 0,
  'token.refused': 0,
} satisfies Record<VerifierEventName, 0>;

test('every option is in the tables, with unit, default and meaning, and no other', () => {
  const rows = rowsUnder('option');
  const names = [optionNames, issuerOptionNames, discoveryOptionNames, tokenCacheOptionNames].flatMap(
    (table) => Object.keys(table),
  );
  expect(rows.map(([name]) => name).sort()).toEqual(names.sort());
  for (const row of rows) {
    expect(row).toHaveLength(4);
    expect(row.every((cell) => cell.trim() !== '')).toBe(true);
  }
});

test('the tables name the options that the code knows', () => {
  const known = (options: unknown) => {
    try {
      createVerifier(options as VerifierOptions);
    } catch (error) {
      if (error instanceof OptionRefusal)
        return /Known are (.*)\./.exec(error.message)?.[1]?.split(', ').sort();
    }
    return undefined;
  };
  const issuer = { issuer: 'https://issuer.example', audience: null };
  const far = { '?????????????????????????': 1 };
  expect(known({ issuers: [issuer], ...far })).toEqual(Object.keys(optionNames).sort());
  expect(known({ issuers: [{ ...issuer, ...far }] })).toEqual(Object.keys(issuerOptionNames).sort());
  expect(known({ issuers: [{ ...issuer, discovery: far }] })).toEqual(
    Object.keys(discoveryOptionNames).sort(),
  );
  expect(known({ issuers: [issuer], tokenCache: far })).toEqual(Object.keys(tokenCacheOptionNames));
});

test('every rejection code of the verifier is in the table, with its status, and no other', () => {
  const written = rowsUnder('code').map(([code, status]) => [code, Number(status)]);
  const ours = Object.entries(rejectionStatus).filter(([code]) => !/^(x5c|jwc)_/.test(code));
  expect(new Map(written as [string, number][])).toEqual(new Map(ours));
  expect(written).toHaveLength(ours.length);
});

test('every event is in the table, and no other', () => {
  expect(rowsUnder('event').map(([name]) => name)).toEqual(Object.keys(eventNames));
});

test('numbers in the tables are those of the code', () => {
  const rowOf = (head: string, name: string) =>
    rowsUnder(head)
      .find(([first]) => first === name)
      ?.join(' ');
  expect(rowOf('option', 'leewaySeconds')).toContain(
    `0 to ${limits.maxLeewaySeconds} ${verifierProfiles.default.leewaySeconds} `,
  );
  expect(rowOf('option', 'futureToleranceSeconds')).toContain(`0 to ${limits.maxFutureToleranceSeconds}`);
  expect(rowOf('option', 'maxTokens')).toContain(
    `1 to ${limits.mostRememberedTokens.toLocaleString('en')} ${limits.maxRememberedTokens} `,
  );
  expect(rowOf('code', 'token_too_large')).toContain(`${limits.maxTokenBytes / 1024} KiB`);
  expect(rowOf('code', 'header_too_large')).toContain(`${limits.maxHeaderBytes / 1024} KiB`);
  expect(rowOf('code', 'json_too_deep')).toContain(`${limits.maxJsonDepth} levels`);
  expect(rowOf('code', 'kid_invalid')).toContain(`1 to ${limits.maxKidCharacters} `);
});
