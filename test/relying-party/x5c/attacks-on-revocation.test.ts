import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { weierstrassCurves } from '../../../relying-party/signature/curves.js';
import { readCertificate } from '../../../relying-party/x509/certificate.js';
import { DerReader, readDer } from '../../../relying-party/x509/der.js';
import { certificateSha256 } from '../../../relying-party/x509/fingerprints.js';
import { bits, der, integer, sequence } from '../../support/der-writer.js';
import {
  ecdsaSha256,
  type Minted,
  mintAuthority,
  mintCrl,
  mintedAtSeconds,
  mintLeaf,
} from '../../support/minted-certificates.js';
import { scratchFolder } from '../../support/scratch-folder.js';
import { refusalCode } from '../made-tokens.js';
import { certifiedToken, makeCertifiedVerifier } from './certified-tokens.js';

const root = mintAuthority('Root');
const serial = integer(77);
const leaf = mintLeaf(root, { serial });

/** What a thief makes of a certificate that is denied by its hash: the other of the two ECDSA signatures, (r, n - s). */
function withTwinSignature(minted: Minted): Minted {
  const { signed, signature } = readCertificate(minted.encoding);
  const numbers = new DerReader(readDer(signature));
  const [r, s] = [numbers.next(), numbers.next()];
  const order = weierstrassCurves['P-256'].order;
  const other = (order - BigInt(`0x${Buffer.from(s.content).toString('hex')}`))
    .toString(16)
    .padStart(64, '0');
  const twin = sequence(
    Buffer.from(r.encoding),
    der(
      0x02,
      Buffer.from(/^[89a-f]/.test(other) ? `00${other}` : other.replace(/^(00)+(?=[0-7])/, ''), 'hex'),
    ),
  );
  return { ...minted, encoding: sequence(Buffer.from(signed), ecdsaSha256, bits(twin)) };
}

test('a certificate that is denied by its hash is so with the other signature that anybody makes of its own', async () => {
  for (let attempt = 0; attempt < 8; attempt++) {
    const authority = mintAuthority('Authority', root);
    const stolen = mintLeaf(authority);
    const token = (by: Minted, via: Minted) => certifiedToken({ leaf: by, chain: [by, via] });
    const twins = [token(withTwinSignature(stolen), authority), token(stolen, withTwinSignature(authority))];
    const free = makeCertifiedVerifier([root]);
    for (const own of twins) expect((await free.verify(own)).chain).toHaveLength(3);
    for (const [at, denied] of [stolen, authority].entries()) {
      const hash = certificateSha256(readCertificate(denied.encoding));
      const verifier = makeCertifiedVerifier([root], { denylist: { certificateSha256: [hash] } });
      for (const own of [token(stolen, authority), twins[at] ?? ''])
        expect(await refusalCode(verifier.verify(own))).toBe('x5c_denied');
      expect((await verifier.verify(certifiedToken({ leaf }))).chain).toHaveLength(2);
    }
  }
});

test('lists and denied certificates that are emptied, cut short or taken away leave the last good ones, to their end', async () => {
  const folder = await scratchFolder();
  const list = mintCrl(root, { revoked: [serial] });
  const files = { crlsFile: join(folder, 'list.crl'), denylistFile: join(folder, 'denied.json') };
  const denied = mintLeaf(root, { notAfterSeconds: mintedAtSeconds + 80_000 });
  const denylist = JSON.stringify({
    certificateSha256: [certificateSha256(readCertificate(denied.encoding))],
  });
  writeFileSync(files.crlsFile, list);
  writeFileSync(files.denylistFile, denylist);
  const verifier = makeCertifiedVerifier([root], files);
  const ask = (by: Minted) =>
    verifier.verify(certifiedToken({ leaf: by, claims: { exp: mintedAtSeconds + 8000 } }));
  const good = mintLeaf(root);
  const expectUnchanged = async () => {
    await verifier.clock.advanceSeconds(1);
    expect(await refusalCode(ask(leaf))).toBe('x5c_revoked');
    expect(await refusalCode(ask(denied))).toBe('x5c_denied');
    expect((await ask(good)).trustPath).toBe('x5c');
  };
  await expectUnchanged();
  for (const share of [0, 0.01, 0.5, 0.99]) {
    writeFileSync(files.crlsFile, list.subarray(0, list.length * share));
    writeFileSync(files.denylistFile, denylist.slice(0, denylist.length * share));
    await expectUnchanged();
  }
  rmSync(files.crlsFile);
  rmSync(files.denylistFile);
  await expectUnchanged();
  await verifier.clock.advanceSeconds(3600);
  expect(await refusalCode(ask(good))).toBe('x5c_revocation_unknown');
  expect(await refusalCode(ask(denied))).toBe('x5c_denied');
});
