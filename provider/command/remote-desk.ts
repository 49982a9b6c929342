import { z } from 'zod';
import type { GuardsView, JournalView, KeyDesk, KeysView, KeyVerbAnswer } from '../admin/key-desk.js';
import type { KeyRequests, KeyVerb } from '../admin/key-requests.js';
import type { HttpAnswer } from '../drills/http-client.js';
import { type AdminOptions, openAdminClient } from './admin-client.js';
import { DeskError } from './desk-error.js';
import type { Terminal } from './terminal.js';

export interface RemoteDeskOptions extends AdminOptions {
  readonly issuer?: string;
}

/** The desk of a running provider, over its admin API. Rejects with UsageError, DeskError. */
export async function openRemoteDesk(
  terminal: Terminal,
  { url, credentialFile, issuer }: RemoteDeskOptions,
): Promise<KeyDesk> {
  const admin = await openAdminClient(terminal, { url, credentialFile });
  const view = async (name: string, members: Readonly<Record<string, string>> = {}) =>
    readAnswer(await admin.get(name, { ...(issuer === undefined ? {} : { issuer }), ...members }));
  const keys = (await view('keys')) as KeysView;
  return {
    issuer: keys.issuer,
    keys: async () => (await view('keys')) as KeysView,
    guards: async () => (await view('guards')) as GuardsView,
    journal: async (count) => (await view('journal', { count: String(count) })) as JournalView,
    perform: async <Verb extends KeyVerb>(verb: Verb, asked: KeyRequests[Verb]) => {
      const named = issuer === undefined ? asked : { ...asked, issuer };
      return readAnswer(await admin.post(`keys/${verb}`, named)) as KeyVerbAnswer;
    },
    close: async () => admin.close(),
  };
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
