import { expect, test } from 'vitest';
import { createBudget } from '../../../relying-party/x509/budget.js';
import { readCertificate } from '../../../relying-party/x509/certificate.js';
import { checkNameConstraints } from '../../../relying-party/x509/check-name-constraints.js';
import { der, explicit, implicit, integer, oid, sequence, set, utf8 } from '../../support/der-writer.js';
import {
  alternativeNames,
  basicConstraints,
  directoryName,
  dnsName,
  extension,
  ipName,
  mailName,
  mint,
  mintAuthority,
  nameConstraints,
  newKey,
  uriName,
} from '../../support/minted-certificates.js';

const key = newKey();
const root = mintAuthority('Root');

const constrained = (
  permitted: readonly Buffer[],
  excluded: readonly Buffer[] = [],
  by = root,
  subject = 'CA',
) => mint({ subject, key, by, extensions: [basicConstraints(true), nameConstraints(permitted, excluded)] });

const bearing = (names: readonly Buffer[], by = root, subject: string | Buffer = 'leaf') =>
  mint({ subject, key, by, extensions: names.length === 0 ? [] : [alternativeNames(...names)] });

/** What a leaf with these names is answered under an authority with these constraints. */
function verdict(
  names: readonly Buffer[],
  permitted: readonly Buffer[],
  excluded: readonly Buffer[] = [],
): string {
  const authority = constrained(permitted, excluded);
  const path = [bearing(names, authority), authority, root].map(({ encoding }) => readCertificate(encoding));
  return checkNameConstraints(path, createBudget())?.code ?? 'accept';
}

const outside = 'x5c_name_constraint';

test.each<[string, Buffer, Buffer, boolean]>([
  ['a DNS name itself', dnsName('issuer.example'), dnsName('issuer.example'), true],
  ['a DNS name below', dnsName('a.b.ISSUER.example'), dnsName('Issuer.example'), true],
  ['a DNS name beside', dnsName('notissuer.example'), dnsName('issuer.example'), false],
  ['any DNS name in the empty subtree', dnsName('a.example'), dnsName(''), true],
  ['a pattern below', dnsName('*.issuer.example'), dnsName('issuer.example'), true],
  ['a pattern above', dnsName('*.issuer.example'), dnsName('a.issuer.example'), false],
  ['a mailbox itself', mailName('user@issuer.example'), mailName('user@ISSUER.example'), true],
  ['a mailbox of other case', mailName('User@issuer.example'), mailName('user@issuer.example'), false],
  ['a mailbox at the host', mailName('user@issuer.example'), mailName('issuer.example'), true],
  ['a mailbox at a host below', mailName('user@a.issuer.example'), mailName('issuer.example'), false],
  ['a mailbox in the domain', mailName('user@a.issuer.example'), mailName('.issuer.example'), true],
  ['a mailbox at the domain itself', mailName('user@issuer.example'), mailName('.issuer.example'), false],
  ['a URI at the host', uriName('https://issuer.example/a'), uriName('issuer.example'), true],
  ['a URI at a host below', uriName('https://a.issuer.example'), uriName('issuer.example'), false],
  ['a URI in the domain', uriName('https://a.issuer.example'), uriName('.issuer.example'), true],
  ['a URI at an address', uriName('https://192.0.2.1'), uriName(''), false],
  ['a URI without a host', uriName('urn:a:b'), uriName(''), false],
  ['an address within', ipName(192, 0, 2, 7), ipName(192, 0, 2, 0, 255, 255, 255, 0), true],
  ['an address outside', ipName(192, 0, 3, 7), ipName(192, 0, 2, 0, 255, 255, 255, 0), false],
  ['an address of the other family', ipName(...Array(16).fill(0)), ipName(0, 0, 0, 0, 0, 0, 0, 0), false],
  ['a directory name within', directoryName('leaf'), directoryName('LEAF'), true],
])('permitted: %s', (_name, name, base, isPermitted) => {
  expect(verdict([name], [base])).toBe(isPermitted ? 'accept' : outside);
});

test.each<[string, Buffer, Buffer, boolean]>([
  ['a DNS name below', dnsName('a.issuer.example'), dnsName('issuer.example'), true],
  ['a DNS name beside', dnsName('issuer.example'), dnsName('a.issuer.example'), false],
  ['a pattern that stands for it', dnsName('*.issuer.example'), dnsName('a.issuer.example'), true],
  ['a pattern of one label less', dnsName('*.issuer.example'), dnsName('b.a.issuer.example'), false],
  ['everything', dnsName('a.example'), dnsName(''), true],
  ['every address', ipName(192, 0, 2, 7), ipName(0, 0, 0, 0, 0, 0, 0, 0), true],
  ['a URI without a host', uriName('urn:a:b'), uriName('issuer.example'), true],
  ['a URI at an address', uriName('https://192.0.2.1'), uriName('issuer.example'), true],
  ['another kind', dnsName('issuer.example'), uriName('issuer.example'), false],
])('excluded: %s', (_name, name, base, isExcluded) => {
  expect(verdict([name], [], [base])).toBe(isExcluded ? outside : 'accept');
});

test('every name counts, and what is excluded outweighs what is permitted', () => {
  const names = [dnsName('a.example'), dnsName('b.example')];
  expect(verdict(names, [dnsName('a.example')])).toBe(outside);
  expect(verdict(names, [dnsName('a.example'), dnsName('b.example')])).toBe('accept');
  expect(verdict([dnsName('x.a.example')], [dnsName('a.example')], [dnsName('x.a.example')])).toBe(outside);
});

test('authorities narrow each other', () => {
  const upper = constrained([dnsName('issuer.example')], [], root, 'Upper');
  const wider = constrained([dnsName('example')], [], upper, 'Lower');
  const path = (name: string) =>
    [bearing([dnsName(name)], wider), wider, upper, root].map(({ encoding }) => readCertificate(encoding));
  expect(checkNameConstraints(path('a.issuer.example'), createBudget())).toBeUndefined();
  expect(checkNameConstraints(path('a.example'), createBudget())?.code).toBe(outside);
});

test('the anchor’s constraints hold, and names of intermediates count', () => {
  const anchor = constrained([dnsName('issuer.example')], [], undefined, 'Anchor');
  const middle = mint({
    subject: 'Middle',
    key,
    by: anchor,
    extensions: [basicConstraints(true), alternativeNames(dnsName('evil.example'))],
  });
  const leaf = bearing([dnsName('issuer.example')], middle);
  const read = [leaf, middle, anchor].map(({ encoding }) => readCertificate(encoding));
  expect(checkNameConstraints(read, createBudget())?.code).toBe(outside);
});

test('a self-issued authority is the authority itself, a self-issued leaf is not', () => {
  const anchor = constrained([dnsName('issuer.example')], [], undefined, 'Same');
  const again = mint({
    subject: 'Same',
    key,
    by: anchor,
    extensions: [basicConstraints(true), alternativeNames(dnsName('evil.example'))],
  });
  const read = (leaf: ReturnType<typeof bearing>) =>
    [leaf, again, anchor].map(({ encoding }) => readCertificate(encoding));
  expect(
    checkNameConstraints(read(bearing([dnsName('issuer.example')], again)), createBudget()),
  ).toBeUndefined();
  const selfIssued = bearing([dnsName('evil.example')], again, 'Same');
  expect(checkNameConstraints(read(selfIssued), createBudget())?.code).toBe(outside);
});

test('a mail address in the subject is held to constraints on mail', () => {
  const subject = sequence(
    set(sequence(oid('1.2.840.113549.1.9.1'), der(0x16, Buffer.from('user@evil.example')))),
  );
  const authority = constrained([mailName('issuer.example')]);
  const path = [bearing([], authority, subject), authority, root].map(({ encoding }) =>
    readCertificate(encoding),
  );
  expect(checkNameConstraints(path, createBudget())?.code).toBe(outside);
});

test('a constraint on a kind that nobody understands refuses who carries one, and nobody else', () => {
  const otherName = explicit(0, oid('1.2.3'), explicit(0, utf8('x')));
  const registeredId = implicit(8, oid('1.2.3').subarray(2));
  expect(verdict([otherName], [otherName])).toBe('x5c_name_constraint_unsupported');
  expect(verdict([registeredId], [], [registeredId])).toBe('x5c_name_constraint_unsupported');
  expect(verdict([dnsName('a.example')], [otherName])).toBe('accept');
});

const read = (extensions: readonly Buffer[]) => {
  try {
    readCertificate(
      mint({ subject: 'CA', key, by: root, extensions: [basicConstraints(true), ...extensions] }).encoding,
    );
    return 'read';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test.each<[string, Buffer, string]>([
  ['no list at all', extension('2.5.29.30', sequence(), true), 'x5c_der'],
  ['an empty list', extension('2.5.29.30', sequence(explicit(0)), true), 'x5c_der'],
  [
    'not critical',
    extension('2.5.29.30', sequence(explicit(0, sequence(dnsName('a.example'))))),
    'x5c_extension',
  ],
  [
    'a minimum that is written',
    extension(
      '2.5.29.30',
      sequence(explicit(0, sequence(dnsName('a.example'), implicit(0, integer(0).subarray(2))))),
      true,
    ),
    'x5c_der',
  ],
  ['a leading dot', nameConstraints([dnsName('.a.example')]), 'x5c_der'],
  ['an asterisk', nameConstraints([dnsName('*.a.example')]), 'x5c_der'],
  ['a mask with a hole', nameConstraints([ipName(10, 0, 0, 0, 255, 0, 255, 0)]), 'x5c_der'],
  ['an address without a mask', nameConstraints([ipName(10, 0, 0, 0)]), 'x5c_der'],
  ['a broken mail domain', nameConstraints([mailName('a@b@c')]), 'x5c_der'],
])('constraints that are none: %s', (_name, constraints, code) => {
  expect(read([constraints])).toBe(code);
});

test('comparisons have a budget', () => {
  const many = Array.from({ length: 200 }, (_, at) => dnsName(`n${at}.example`));
  expect(() => verdict(many, many)).toThrow(expect.objectContaining({ code: 'x5c_budget' }));
  expect(verdict(many.slice(0, 100), many)).toBe('accept');
});
