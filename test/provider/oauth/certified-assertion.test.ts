import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { createAuthorityMemory } from '../../../provider/certificates/authority-files.js';
import { createAuthority, openAuthority } from '../../../provider/certificates/development-authority.js';
import { createReplicaSigner } from '../../../provider/certificates/replica-signer.js';
import { createRequestingUpstream } from '../../../provider/certificates/requested-keys.js';
import { standTerms } from '../certificates/certificate-stand.js';
import { START_SECONDS, startTestProvider } from '../http/test-provider.js';
import { assertionRequest } from './assertions.js';

const SUBJECT = 'robot-certificate';

/** A CA of the client's company, with signers of its own. */
async function startCompany() {
  const clock = new VirtualClock(START_SECONDS - 1000);
  const files = createAuthorityMemory();
  await createAuthority(files, clock);
  const authority = await openAuthority(files, clock, { ...standTerms, leafLifetimeSeconds: 86_400 });
  const certify = (commonName: string) =>
    createRequestingUpstream('ES256', { commonName, uris: ['urn:robot'] }, ({ publicKey }, names) =>
      authority.issue(names, publicKey),
    );
  return { authority, certify };
}

type Company = Awaited<ReturnType<typeof startCompany>>;

let serial = 0;

async function makeAssertion(
  { certify }: Company,
  commonName = SUBJECT,
  claims: object = {},
): Promise<string> {
  serial += 1;
  const jti = `certified-${serial}`;
  const signer = createReplicaSigner({
    issuer: 'robot',
    upstream: certify(commonName),
    terms: standTerms,
    clock: new VirtualClock(START_SECONDS),
    tickSeconds: 0,
  });
  const { token } = await signer.sign({
    typ: 'client-authentication+jwt',
    claims: ({ issuer, issuedAtSeconds: iat, expiresAtSeconds: exp }) => ({
      iss: issuer,
      sub: issuer,
      aud: 'http://localhost:4000',
      iat,
      exp,
      jti,
      ...claims,
    }),
  });
  return token;
}

async function startWithCertifiedRobot({ authority }: Company, x5cOptions: object = {}) {
  const { call } = await startTestProvider({
    clients: [
      {
        clientId: 'robot',
        audiences: ['https://api.example'],
        x5c: {
          anchorsPem: await authority.rootsPem(),
          binding: { subject: `CN=${SUBJECT}`, issuer: 'CN=keyturn development intermediate 1' },
          ...x5cOptions,
        },
      },
    ],
  });
  return async (assertion: string) => {
    return (await call('/token', assertionRequest(assertion))).status;
  };
}

test('an assertion with a certificate gets a token, and so does the next one after the certificate rolled', async () => {
  const company = await startCompany();
  const present = await startWithCertifiedRobot(company);
  const assertions = [await makeAssertion(company), await makeAssertion(company)];
  const thumbprints = assertions.map(
    (token) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())['x5t#S256'],
  );
  expect(new Set(thumbprints).size).toBe(2);
  for (const assertion of assertions) expect(await present(assertion)).toBe(200);
  expect(await present(assertions[0] ?? '')).toBe(401);
});

test.each<[string, string, object]>([
  ['of another subject', 'somebody-else', {}],
  ['for another server', SUBJECT, { aud: 'https://other.example' }],
  ['of another client', SUBJECT, { iss: 'other', sub: 'other' }],
])('an assertion %s is refused', async (_, commonName, claims) => {
  const company = await startCompany();
  const present = await startWithCertifiedRobot(company);
  expect(await present(await makeAssertion(company, commonName, claims))).toBe(401);
});

test('a certificate of another company is refused, though it says the same names', async () => {
  const present = await startWithCertifiedRobot(await startCompany());
  expect(await present(await makeAssertion(await startCompany()))).toBe(401);
});

test('a certificate on the denylist is refused', async () => {
  const company = await startCompany();
  const assertion = await makeAssertion(company);
  const header = JSON.parse(Buffer.from(assertion.split('.')[0] ?? '', 'base64url').toString());
  const certificateSha256 = [Buffer.from(header['x5t#S256'], 'base64url').toString('hex')];
  const present = await startWithCertifiedRobot(company, { denylist: { certificateSha256 } });
  expect(await present(assertion)).toBe(401);
  expect(await present(await makeAssertion(company))).toBe(200);
});

test('options that the verifier does not know are wrong in the configuration', async () => {
  const company = await startCompany();
  await expect(startWithCertifiedRobot(company, { bindings: 'none' })).rejects.toMatchObject({
    code: 'config_invalid',
  });
});
