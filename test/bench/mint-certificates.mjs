import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension } from '@peculiar/x509';
import { authoritySignature, toCryptoKey } from '../../provider/dist/certificates/authority-key.js';
import { issueSigner } from '../../provider/dist/certificates/issue-certificate.js';
import { audience, issuer, makeParty } from './tokens.mjs';

const daySeconds = 86_400;
const nowSeconds = Math.floor(Date.now() / 1000);
const life = { notBeforeSeconds: nowSeconds - daySeconds, notAfterSeconds: nowSeconds + daySeconds };
/** RSA keys take long to make; certificates of one key differ all the same. */
const leafKeys = 8;

/** A root, so many authorities below each other under it, and what mints tokens of leaves below those. */
export async function createCertifiedWorld(alg, authorities) {
  const root = await createAuthority('root');
  const chain = [];
  for (let at = 0; at < authorities; at++)
    chain.unshift(await createAuthority(`authority ${at}`, chain[0] ?? root));
  const parties = Array.from({ length: leafKeys }, () => makeParty(alg));
  let minted = 0;
  const above = chain.map(({ certificatePem }) => base64Of(certificatePem));
  const mintLeaf = async () => {
    const party = parties[minted++ % parties.length];
    const names = { uris: [issuer] };
    const pem = await issueSigner(names, party.publicKey, life, chain[0] ?? root);
    return { party, x5c: [base64Of(pem), ...above] };
  };
  return {
    rootPem: root.certificatePem,
    /** Tokens whose leaves nobody has seen, each of its own. */
    mintEachOfItsOwn: async (count) => {
      const tokens = [];
      while (tokens.length < count) tokens.push(signToken(await mintLeaf(), tokens.length));
      return tokens;
    },
    /** Tokens of one leaf. */
    mintOfOne: async (count) => {
      const leaf = await mintLeaf();
      return Array.from({ length: count }, (_, at) => signToken(leaf, at));
    },
  };
}

function signToken({ party, x5c }, at) {
  const header = { alg: party.alg, typ: 'at+jwt', x5c };
  const claims = {
    iss: issuer,
    sub: 'client-1',
    aud: audience,
    client_id: 'client-1',
    iat: nowSeconds,
    exp: nowSeconds + 3600,
    jti: `token-${at}`.padEnd(16, '-'),
    scope: 'read',
  };
  const input = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const key = { key: party.privateKey, ...party.extra };
  return `${input}.${sign(party.digest, Buffer.from(input), key).toString('base64url')}`;
}

async function createAuthority(name, by) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const publicKey = new x509.PublicKey(new Uint8Array(spki));
  const issuing = by && new x509.X509Certificate(by.certificatePem);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: '01',
    subject: [{ CN: [name] }],
    issuer: issuing?.subjectName ?? [{ CN: [name] }],
    notBefore: new Date(life.notBeforeSeconds * 1000),
    notAfter: new Date(life.notAfterSeconds * 1000),
    publicKey,
    signingKey: await toCryptoKey(by?.privateKey ?? privateKey),
    signingAlgorithm: authoritySignature,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      ...(issuing ? [await x509.AuthorityKeyIdentifierExtension.create(issuing.publicKey)] : []),
    ],
  });
  return { certificatePem: `${certificate.toString('pem')}\n`, privateKey };
}

const base64Of = (pem) => pem.replace(/-----[^-]+-----|\s/g, '');
