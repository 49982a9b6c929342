import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { GuardsView, JournalView, KeyDesk, KeysView, KeyVerbAnswer } from '../admin/key-desk.js';
import type { KeyRequests, KeyVerb } from '../admin/key-requests.js';
import { isLoopback } from '../configuration/check-issuer.js';
import type { HttpAnswer } from '../drills/http-client.js';
import { HttpClient } from '../drills/http-client.js';
import { DeskError } from './desk-error.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

export interface RemoteDeskOptions {
  /** Of the provider, or of its management listener: `/admin` is put after it. */
  readonly url: string;
  /** Default: `KEYTURN_ADMIN_CREDENTIAL`. Never an argument: others on the machine can read those. */
  readonly credentialFile?: string | undefined;
  readonly issuer?: string;
}

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** The desk of a running provider, over its admin API. Rejects with UsageError, DeskError. */
export async function openRemoteDesk(
  terminal: Terminal,
  { url, credentialFile, issuer }: RemoteDeskOptions,
): Promise<KeyDesk> {
  const base = readBase(url);
  const authorization = `Bearer ${await readCredential(terminal, credentialFile)}`;
  const http = new HttpClient({ maxAnswerBytes: MAX_ANSWER_BYTES });
  const send = (method: 'GET' | 'POST', path: string, asked?: object) =>
    http
      .send(`${base}/admin/${path}`, {
        method,
        headers: { authorization, ...(asked === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(asked === undefined ? {} : { body: JSON.stringify(asked) }),
      })
      .catch(() => {
        throw new DeskError('provider_unreachable', `no answer from ${base}; see that it runs there`);
      });
  const view = async (name: string, members: Readonly<Record<string, string>> = {}) => {
    const query = new URLSearchParams({ ...(issuer === undefined ? {} : { issuer }), ...members });
    return readAnswer(await send('GET', `${name}${query.size === 0 ? '' : `?${query}`}`));
  };
  const keys = (await view('keys')) as KeysView;
  return {
    issuer: keys.issuer,
    keys: async () => (await view('keys')) as KeysView,
    guards: async () => (await view('guards')) as GuardsView,
    journal: async (count) => (await view('journal', { count: String(count) })) as JournalView,
    perform: async <Verb extends KeyVerb>(verb: Verb, asked: KeyRequests[Verb]) => {
      const named = issuer === undefined ? asked : { ...asked, issuer };
      return readAnswer(await send('POST', `keys/${verb}`, named)) as KeyVerbAnswer;
    },
    close: async () => http.close(),
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

const problemSchema = z.looseObject({ code: z.string(), detail: z.string().optional() });
const answerSchema = z.looseObject({ issuer: z.string() });
const refusedSchema = z.looseObject({ outcomes: z.array(z.looseObject({ outcome: z.string() })) });

/** A refusal by guards is an answer like any other; every other problem is thrown. */
function readAnswer({ status, body }: HttpAnswer): object {
  const read = parse(body);
  const answer = answerSchema.safeParse(read);
  if (status === 200 && answer.success) return answer.data;
  if (status === 409 && answer.success && refusedSchema.safeParse(read).success) return answer.data;
  const problem = problemSchema.safeParse(read);
  if (problem.success && status >= 400)
    throw new DeskError(problem.data.code, problem.data.detail ?? 'refused', status);
  throw new DeskError('answer_unreadable', `this is not the answer of a keyturn provider (status ${status})`);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
