import { createVerifier } from '@keyturn/relying-party';
import { x5c } from '@keyturn/relying-party/x5c';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { der, explicit, oid, sequence, set, utf8 } from '../../support/der-writer.js';
import {
  basicConstraints,
  dnsName,
  issuerUri,
  keyUsage,
  leafExtensions,
  type Minted,
  mailName,
  mintAuthority,
  mintedAtSeconds,
  mintLeaf,
  nameConstraints,
  toPem,
  uriName,
} from '../../support/minted-certificates.js';
import { refusalCode } from '../made-tokens.js';
import { certifiedToken, makeCertifiedVerifier } from './certified-tokens.js';

const root = mintAuthority('Root');
const intermediate = mintAuthority('Intermediate', root);
const verifier = makeCertifiedVerifier([root]);

const verdict = (token: string) => refusalCode(verifier.verify(token));

test('a leaf of another subject: no name of it is the issuer (x5c-9)', async () => {
  const foreign = [
    [],
    [uriName('https://other.example')],
    [uriName(`${issuerUri}/`)],
    [uriName('https://ISSUER.example')],
    [dnsName('issuer.example')],
  ];
  for (const names of foreign) {
    const extensions = names.length === 0 ? [basicConstraints(false)] : leafExtensions(...names);
    const own = mintLeaf(intermediate, { extensions });
    expect(await verdict(certifiedToken({ leaf: own, chain: [own, intermediate] }))).toBe('x5c_binding');
  }
});

test('the issuer in every place but a URI name: subject, DNS name, mail, other letters (x5c-9)', async () => {
  const inSubject = mintLeaf(intermediate, {
    subject: issuerUri,
    extensions: [basicConstraints(false), keyUsage('digitalSignature')],
  });
  const named = (...names: readonly Buffer[]) =>
    mintLeaf(intermediate, { extensions: leafExtensions(...names) });
  const confusing = [
    inSubject,
    named(dnsName('issuer.example'), mailName('a@issuer.example')),
    named(uriName('https://issuer.example.evil.example')),
    named(uriName('https://evil.example/https://issuer.example')),
    named(uriName('https://issuer.example#')),
    named(uriName('https://issuer%2eexample')),
  ];
  for (const own of confusing)
    expect(await verdict(certifiedToken({ leaf: own, chain: [own, intermediate] }))).toBe('x5c_binding');
  const withZero = named(uriName('https://issuer.example\u0000.evil.example'));
  expect(await verdict(certifiedToken({ leaf: withZero, chain: [withZero, intermediate] }))).toBe(
    'x5c_alternative_name',
  );
});

test('a root of one issuer vouches for no other, whatever its leaves are called (x5c-9)', async () => {
  const otherUri = 'https://other.example';
  const otherRoot = mintAuthority('Other root');
  const entry = (issuer: string, anchor: Minted) => ({
    issuer,
    audience: 'api',
    profile: 'anyJwt' as const,
    trustPath: 'x5c' as const,
    x5c: { anchorsPem: toPem(anchor.encoding) },
  });
  const both = createVerifier({
    clock: new VirtualClock(mintedAtSeconds),
    trustPaths: [x5c()],
    issuers: [entry(issuerUri, root), entry(otherUri, otherRoot)],
  });
  const underOther = (uri: string) => {
    const own = mintLeaf(otherRoot, { extensions: leafExtensions(uriName(uri)) });
    return (iss: string) => both.verify(certifiedToken({ leaf: own, claims: { iss } }));
  };
  expect((await underOther(otherUri)(otherUri)).issuer).toBe(otherUri);
  expect(await refusalCode(underOther(issuerUri)(issuerUri))).toBe('x5c_untrusted');
  expect(await refusalCode(underOther(issuerUri)(otherUri))).toBe('x5c_binding');
  expect(await refusalCode(underOther(otherUri)(issuerUri))).toBe('x5c_untrusted');
});

const organization = (value: Buffer) => set(sequence(oid('2.5.4.10'), value));
const common = (text: string) => set(sequence(oid('2.5.4.3'), utf8(text)));

test.each([
  ['in capitals', utf8('EVIL')],
  ['in TeletexString', der(0x14, Buffer.from('Evil'))],
  ['in VisibleString', der(0x1a, Buffer.from('Evil'))],
  ['with a soft hyphen', utf8('Ev\u00adil')],
  ['with a space of no width', utf8('Ev\u200bil')],
  ['with a NUL', utf8('Ev\u0000il')],
])('an excluded organization, written %s (x5c-3, x5c-9)', async (_how, value) => {
  const excluded = explicit(4, sequence(organization(utf8('Evil'))));
  const authority = mintAuthority('Constrained', root, {
    extensions: [basicConstraints(true), keyUsage('keyCertSign'), nameConstraints([], [excluded])],
  });
  const under = (subject: Buffer) => {
    const own = mintLeaf(authority, { subject });
    return verifier.verify(certifiedToken({ leaf: own, chain: [own, authority] }));
  };
  expect(await refusalCode(under(sequence(organization(value), common('x'))))).toBe('x5c_name_constraint');
  expect((await under(sequence(organization(utf8('Good')), common('x')))).trustPath).toBe('x5c');
  expect((await under(sequence(common('x'), organization(value)))).trustPath).toBe('x5c');
});

test('a subject that another name would be written like (x5c-9)', async () => {
  const subjects: readonly [string, Buffer, Buffer][] = [
    [
      'CN=a,O=b',
      sequence(organization(utf8('b')), common('a')),
      sequence(set(sequence(oid('2.5.4.3'), utf8('a')), sequence(oid('2.5.4.10'), utf8('b')))),
    ],
    [
      'O=#140161',
      sequence(organization(der(0x14, Buffer.from('a')))),
      sequence(organization(utf8('#140161'))),
    ],
  ];
  for (const [subject, meant, alike] of subjects) {
    const bound = makeCertifiedVerifier([root], { binding: { subject } });
    const ask = (name: Buffer) => bound.verify(certifiedToken({ leaf: mintLeaf(root, { subject: name }) }));
    expect((await ask(meant)).trustPath).toBe('x5c');
    expect(await refusalCode(ask(alike))).toBe('x5c_binding');
  }
});
