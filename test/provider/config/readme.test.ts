import { readFileSync } from 'node:fs';
import { profiles } from '@keyturn/shared/profiles';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { exitCodes } from '../../../provider/command/exit-code.js';
import { configurationErrorCodes } from '../../../provider/configuration/configuration-error.js';
import { environmentNames } from '../../../provider/configuration/environment.js';
import { configurationSchema, severalIssuersSchema } from '../../../provider/configuration/schema.js';
import { custodyErrorCodes } from '../../../provider/custody/key-custody.js';
import { keyImportErrors } from '../../../provider/custody/key-import-error.js';
import { createDrills } from '../../../provider/drills/create-drills.js';
import { listenErrorCodes } from '../../../provider/http/listen-error.js';
import { problems } from '../../../provider/http/problem.js';
import { clientRefusals } from '../../../provider/oauth/client-refusal.js';
import { oauthErrorStatus } from '../../../provider/oauth/oauth-error.js';
import { ringErrorStatus } from '../../../provider/rotator/ring-error.js';
import { claimsErrorCodes } from '../../../provider/tokens/sign-claims.js';

const pages = [
  '',
  'certificates/',
  'command/',
  'configuration/',
  'custody/',
  'drills/',
  'http/',
  'oauth/',
  'ring/',
];
const readme = pages
  .map((page) => readFileSync(new URL(`../../../provider/${page}README.md`, import.meta.url), 'utf8'))
  .join('\n');

/** The rows of every table as their cells, code marks kept. */
const rows = readme
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));

const bare = (cell: string | undefined) => (cell ?? '').replaceAll('`', '');
const rowsNamed = (pattern: RegExp) => rows.filter(([first]) => pattern.test(bare(first)));

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>> | undefined;
  readonly items?: SchemaNode | undefined;
  readonly anyOf?: readonly SchemaNode[] | undefined;
  readonly oneOf?: readonly SchemaNode[] | undefined;
  readonly default?: unknown;
}

/** Every member of the schema by its place, with its default. */
function membersOf(node: SchemaNode, path: string): [string, unknown][] {
  const below = Object.entries(node.properties ?? {}).flatMap(([name, child]): [string, unknown][] => {
    const place = path === '' ? name : `${path}.${name}`;
    const inner = membersOf(child, place);
    return inner.some(([each]) => each.startsWith(`${place}.`)) && child.default !== undefined
      ? inner
      : [[place, child.default], ...inner];
  });
  const items = node.items === undefined ? [] : membersOf(node.items, `${path}[]`);
  return [
    ...below,
    ...items,
    ...[...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((each) => membersOf(each, path)),
  ];
}

const written = z.toJSONSchema(configurationSchema, { io: 'input', unrepresentable: 'any' });
const schema: SchemaNode = JSON.parse(JSON.stringify(written));
const durations = profiles.default.rotation;
const isDuration = (place: string) => /^rotation\.(series\[\]\.)?\w+Seconds$/.test(place);
/** What stands inside each of `issuers` has its row already: it is written beside the rest where there is one. */
const listOfIssuers = Object.keys(severalIssuersSchema.shape).filter(
  (name) => schema.properties?.[name] === undefined,
);
const members = new Map([
  ...listOfIssuers.map((name): [string, unknown] => [name, undefined]),
  ...membersOf(schema, '').filter(([place]) => !isDuration(place)),
]);

test('every member of the configuration has its row, and no row is of a member that is not', () => {
  const table = rowsNamed(
    /^(issuer|issuers|allowHttpIssuer|production|environment|drills\b.*|confirmClockSteps|(listen|preflight|proxy|rateLimits|management|store|rotation|clients|inners|records|jwksEvents|cron|admin|discovery|certificates|log)\b.*|wrappingKey\w*)$/,
  );
  const documented = table.map(([first]) => bare(first));
  expect([...documented].sort()).toEqual([...members.keys()].sort());
});

test.each([...members].filter(([, value]) => value !== undefined))('the default of %s', (place, value) => {
  const [row] = rowsNamed(new RegExp(`^${place.replace(/[[\].]/g, '\\$&')}$`));
  expect(bare(row?.[2])).toBe(JSON.stringify(value));
});

test('every duration has its row with its default', () => {
  const documented = rowsNamed(/^\w+Seconds$/);
  const places = membersOf(schema, '').flatMap(
    ([place]) => /^rotation\.(\w+Seconds)$/.exec(place)?.[1] ?? [],
  );
  expect(documented.map(([first]) => bare(first)).sort()).toEqual(places.sort());
  for (const [name, , value] of documented) {
    const fixed = Object.entries(durations).find(([each]) => each === bare(name))?.[1];
    expect(value).toEqual(fixed === undefined ? expect.stringContaining('max(1800') : String(fixed));
  }
});

test('every variable of the environment has its row', () => {
  const documented = rowsNamed(/^KEYTURN_/).map(([name, sets]) => [bare(name), bare(sets).split(/[;:]/)[0]]);
  expect(documented).toEqual(
    expect.arrayContaining(
      Object.entries(environmentNames).map(([name, { path }]) => [name, path.join('.')]),
    ),
  );
  expect(documented).toHaveLength(Object.keys(environmentNames).length);
});

test('every exit status has its row', () => {
  expect(rowsNamed(/^\d+$/).map(([status]) => Number(status))).toEqual(Object.values(exitCodes));
});

test('every error of the token endpoint has its row with its status', () => {
  for (const [code, status] of Object.entries(oauthErrorStatus))
    expect(rowsNamed(new RegExp(`^${code}$`))[0]?.[1]).toMatch(new RegExp(`^${status}\\b`));
});

test('every problem has its row with its status', () => {
  for (const [code, { status }] of Object.entries(problems))
    expect([code, rowsNamed(new RegExp(`(^|, )${code}(,|$)`))[0]?.[1]]).toEqual([code, String(status)]);
});

test('every drill has its row, and the list of those that may be allowed names it', () => {
  const names = Object.keys(createDrills());
  const [allowed] = rowsNamed(/^cron\.drills$/);
  const named = (cell: string | undefined) =>
    [...(cell ?? '').matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
  expect(named(allowed?.[3])).toEqual(names);
  const table = readme.split('\n\n').find((block) => block.startsWith('| drill |')) ?? '';
  expect(
    table
      .split('\n')
      .slice(2)
      .flatMap((row) => named(row.split(' | ')[0])),
  ).toEqual(names);
});

test('every other code is named', () => {
  const codes = [
    ...clientRefusals,
    ...configurationErrorCodes,
    ...listenErrorCodes,
    ...claimsErrorCodes,
    ...Object.keys(ringErrorStatus),
    ...Object.keys(keyImportErrors),
    ...custodyErrorCodes,
  ];
  expect(codes.filter((code) => !readme.includes(`\`${code}\``))).toEqual([]);
});
