import { sign } from 'node:crypto';
import { bits, integer, oid, sequence } from './der-writer.js';
import {
  basicConstraints,
  dnsName,
  ecdsaSha256,
  extension,
  keyIdentifiers,
  keyUsage,
  leafExtensions,
  mailName,
  mintAuthority,
  mintCrl,
  mintLeaf,
  nameConstraints,
  purposes,
  uriName,
} from './minted-certificates.js';

/** An anchor, a leaf and a list that have something of everything, for tests that change them. */
export const sampleRoot = mintAuthority('Root', undefined, {
  extensions: [
    basicConstraints(true),
    keyUsage('keyCertSign', 'cRLSign'),
    nameConstraints([uriName('issuer.example'), dnsName('issuer.example')], [mailName('evil.example')]),
    ...keyIdentifiers('root', 'root'),
  ],
});

export const sampleLeaf = mintLeaf(sampleRoot, {
  extensions: [
    ...leafExtensions(uriName('https://issuer.example'), dnsName('a.issuer.example')),
    purposes('1.3.6.1.5.5.7.3.37'),
    extension('2.5.29.32', sequence(sequence(oid('1.2.3')))),
    ...keyIdentifiers('leaf', 'root'),
  ],
});

export const sampleCrl = mintCrl(sampleRoot, { revoked: [integer(5), integer(6)] });

/** The signed part of a certificate: the first value inside the first, whatever their lengths are. */
export function signedPartOf(encoding: Buffer): Buffer {
  const inner = encoding.subarray(headerLength(encoding));
  return inner.subarray(0, headerLength(inner) + contentLength(inner));
}

const headerLength = ([, first = 0]: Buffer): number => 2 + (first < 0x80 ? 0 : first - 0x80);
const contentLength = (value: Buffer): number =>
  value.readUInt8(1) < 0x80 ? value.readUInt8(1) : value.readUIntBE(2, value.readUInt8(1) - 0x80);

export const signedPart = (): Buffer => signedPartOf(sampleLeaf.encoding);

/** A certificate over any octets, with a signature of the sample root that is good. */
export function signAsRoot(signed: Buffer): Buffer {
  return sequence(signed, ecdsaSha256, bits(sign('sha256', signed, sampleRoot.key.privateKey)));
}
