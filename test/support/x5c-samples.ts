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

/** Where in the sample leaf its signed part is. */
export const signedPart = (): Buffer => {
  const { encoding } = sampleLeaf;
  // A SEQUENCE of over 255 octets within a SEQUENCE of over 255 octets: four octets in front of each.
  const length = 4 + encoding.readUInt16BE(6);
  return encoding.subarray(4, 4 + length);
};

/** A certificate over any octets, with a signature of the sample root that is good. */
export function signAsRoot(signed: Buffer): Buffer {
  return sequence(signed, ecdsaSha256, bits(sign('sha256', signed, sampleRoot.key.privateKey)));
}
