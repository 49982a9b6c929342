import { readFile } from 'node:fs/promises';
import { isLoopback } from '../configuration/check-issuer.js';
import type { HttpAnswer } from '../drills/http-client.js';
import { HttpClient } from '../drills/http-client.js';
import { DeskError } from './desk-error.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

export interface AdminOptions {
  /** Of the provider, or of its management listener: `/admin` is put after it. */
  readonly url: string;
  /** Default: `KEYTURN_ADMIN_CREDENTIAL`. Never an argument: others on the machine can read those. */
  readonly credentialFile?: string | undefined;
}

/** The admin API of a running provider. Each call rejects with DeskError `provider_unreachable` where nobody answers. */
export interface AdminClient {
  get(path: string, query?: Readonly<Record<string, string>>): Promise<HttpAnswer>;
  post(path: string, asked: object): Promise<HttpAnswer>;
  close(): void;
}

const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** Rejects with UsageError. */
export async function openAdminClient(
  terminal: Terminal,
  { url, credentialFile }: AdminOptions,
): Promise<AdminClient> {
  const base = readBase(url);
  const authorization = `Bearer ${await readCredential(terminal, credentialFile)}`;
  const http = new HttpClient({ maxAnswerBytes: MAX_ANSWER_BYTES });
  const orUnreachable = (answer: Promise<HttpAnswer>) =>
    answer.catch(() => {
      throw new DeskError('provider_unreachable', `no answer from ${base}; see that it runs there`);
    });
  return {
    get(path, query = {}) {
      const search = new URLSearchParams(query);
      const url = `${base}/admin/${path}${search.size === 0 ? '' : `?${search}`}`;
      return orUnreachable(http.send(url, { method: 'GET', headers: { authorization } }));
    },
    post(path, asked) {
      const headers = { authorization, 'content-type': 'application/json' };
      return orUnreachable(
        http.send(`${base}/admin/${path}`, { method: 'POST', headers, body: JSON.stringify(asked) }),
      );
    },
    close: () => http.close(),
  };
}

/** A credential goes over https, or stays on this machine. */
function readBase(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new UsageError('--url takes an address such as https://issuer.example');
  if (url.username !== '' || url.password !== '')
    throw new UsageError(
      '--url holds no credential; give it by KEYTURN_ADMIN_CREDENTIAL or --credential-file',
    );
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new UsageError('--url is http and not of this machine: the credential would go in the clear');
  return url.href.replace(/\/$/, '');
}

async function readCredential({ environment }: Terminal, file: string | undefined): Promise<string> {
  const given =
    file === undefined
      ? environment.KEYTURN_ADMIN_CREDENTIAL
      : await readFile(file, 'utf8').catch(() => {
          throw new UsageError(`${file} cannot be read`);
        });
  const credential = (given ?? '').trim();
  if (/^[\w~+/.-]+=*$/.test(credential)) return credential;
  throw new UsageError('give one credential by KEYTURN_ADMIN_CREDENTIAL or --credential-file');
}
