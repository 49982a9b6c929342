import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createVerifier } from '@keyturn/relying-party';
import { x5c } from '@keyturn/relying-party/x5c';
import { systemClock } from '@keyturn/shared/clock';
import { expect, test } from 'vitest';
import { freePort } from '../provider/command/test-terminal.js';
import { startTestProvider } from '../provider/http/test-provider.js';
import { readHeader } from '../support/minted-x5c-tokens.js';
import { scratchFolder } from '../support/scratch-folder.js';
import { startPebble } from './pebble.js';

const HOST = 'signer.keyturn.example';
const issuer = `https://${HOST}`;

/** A provider that an ACME server certifies; it answers the challenges itself. */
async function startCertified() {
  const port = await freePort();
  const pebble = await startPebble(port);
  const accountKeyFile = join(await scratchFolder(), 'account.key');
  const { provider } = await startTestProvider(
    {
      issuer,
      certificates: {
        replica: {
          upstream: {
            kind: 'acme',
            directory: pebble.directory,
            accountKeyFile,
            caFile: pebble.caFile,
            agreeToTerms: true,
          },
          dnsNames: [HOST],
        },
      },
    },
    { clock: systemClock },
  );
  await provider.listen({ host: '127.0.0.1', port });
  return { pebble, provider, accountKeyFile };
}

test('a certificate of a real ACME server signs tokens that verify with its root alone, bound by san-dns', async () => {
  const { pebble, provider, accountKeyFile } = await startCertified();
  const sign = () => provider.issuer().sign({ aud: 'api' }, { typ: 'example+jwt', trustPath: 'x5c' });
  const { token } = await expectEventually(sign);
  const chain = readHeader(token).x5c.map((each) => new X509Certificate(Buffer.from(each, 'base64')));
  expect(chain[0]?.subjectAltName).toBe(`DNS:${HOST}`);
  const makeVerifier = (anchorsPem: string) =>
    createVerifier({
      trustPaths: [x5c()],
      issuers: [
        {
          issuer,
          audience: 'api',
          profile: 'anyJwt',
          trustPath: 'x5c',
          x5c: { anchorsPem, binding: 'san-dns', purposes: ['serverAuth'] },
        },
      ],
    });
  const rootPem = await pebble.rootPem();
  expect((await makeVerifier(rootPem).verify(token)).claims.iss).toBe(issuer);
  const tls = await readFile(pebble.caFile, 'utf8');
  await expect(makeVerifier(tls).verify(token)).rejects.toMatchObject({ status: 401 });
  expect(((await stat(accountKeyFile)).mode & 0o777).toString(8)).toBe('600');
});

/** The server may take a while; a signer refuses until then. */
async function expectEventually<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 0; attempt < 60; attempt++) {
    try {
      return await work();
    } catch (error) {
      expect(error).toMatchObject({ code: 'signing_unavailable' });
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  return work();
}
