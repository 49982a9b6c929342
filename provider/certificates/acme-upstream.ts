import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { rootCertificates } from 'node:tls';
import type { SeriesAlgorithm } from '../ring/key-ring.js';
import { CertificateError } from './certificate-error.js';
import type { CertificateNames, CertificateUpstream } from './certificate-upstream.js';
import { readOrMakeKey } from './key-file.js';
import { createRequestingUpstream } from './requested-keys.js';
import { createSigningRequest } from './signing-request.js';

export interface AcmeOptions {
  /** The directory of the CA (RFC 8555 section 7.1.1), https. */
  readonly directory: string;
  /** The account's key, made where it is missing, mode 0600. */
  readonly accountKeyFile: string;
  /** Whom the CA may write to. Default: nobody. */
  readonly contact?: string | undefined;
  /** A root for the TLS of a private CA, PEM, besides those of Node. */
  readonly caFile?: string | undefined;
}

/** Answers to challenges by token; the web server gives them out. */
export type ChallengeAnswers = Map<string, string>;

/**
 * ACME (RFC 8555), http-01: for names that the CA can see. The certificate speaks for DNS names, so relying parties bind
 * the issuer by `san-dns`.
 */
export function createAcmeUpstream(
  alg: SeriesAlgorithm,
  names: CertificateNames,
  options: AcmeOptions,
  answers: ChallengeAnswers,
): CertificateUpstream {
  const { dnsNames } = names;
  if (dnsNames === undefined || dnsNames.length === 0)
    throw new CertificateError('name_invalid', 'ACME certifies DNS names: give dnsNames');
  let client: ReturnType<typeof openClient> | undefined;
  return createRequestingUpstream(alg, { dnsNames }, async (key, asked) => {
    client ??= openClient(options);
    const csr = await createSigningRequest(key, asked);
    const opened = await client.catch((error: unknown) => {
      client = undefined;
      throw error;
    });
    return opened.auto({
      csr,
      termsOfServiceAgreed: true,
      ...(options.contact === undefined ? {} : { email: options.contact }),
      challengePriority: ['http-01'],
      // The CA looks for itself; from inside, its way to this server may not exist.
      skipChallengeVerification: true,
      challengeCreateFn: async (_authorization, { token }, answer) => void answers.set(token, answer),
      challengeRemoveFn: async (_authorization, { token }) => void answers.delete(token),
    });
  });
}

async function openClient({ directory, accountKeyFile, caFile }: AcmeOptions) {
  const acme = await import('acme-client');
  if (caFile !== undefined) {
    const ca = [...rootCertificates, await readFile(caFile, 'utf8')];
    // The library has one HTTP client for all of its accounts.
    acme.axios.defaults.httpsAgent = new Agent({ ca });
  }
  const accountKey = (await readOrMakeKey(accountKeyFile, 'ES256')).export({ format: 'pem', type: 'pkcs8' });
  return new acme.Client({ directoryUrl: directory, accountKey: String(accountKey) });
}
