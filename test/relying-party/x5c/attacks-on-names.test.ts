import { createVerifier } from '@keyturn/relying-party';
import { x5c } from '@keyturn/relying-party/x5c';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
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
