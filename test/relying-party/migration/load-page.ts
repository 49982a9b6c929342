import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Verifier } from '@keyturn/relying-party';
import type { Express } from 'express';
import { onTestFinished } from 'vitest';
import { importSnippet } from '../../readme/import-snippet.js';
import { readBlocks } from '../../readme/read-blocks.js';

/** What a snippet of a page exports: a function that takes a token, or a service. */
interface Snippet {
  readonly subjectOf?: (token: string) => Promise<unknown>;
  readonly app?: Express;
  readonly verifier?: Verifier;
}

/** What came of a token: the subject, or why not. */
export type Verdict = { readonly subject: unknown } | { readonly refused: string };
export type Judge = (token: string) => Promise<Verdict>;

const root = fileURLToPath(new URL('../../..', import.meta.url));
const pathOf = (page: string) => join(root, 'relying-party/migration', page);

/** Runs the two snippets of a page as they are written, each a module of its own. */
export async function loadPage(page: string): Promise<{ readonly before: Judge; readonly after: Judge }> {
  const [before, after] = readBlocks(readFileSync(pathOf(page), 'utf8')).filter(
    ({ language }) => language === 'ts',
  );
  if (before === undefined || after === undefined) throw new Error(`${page} has no two snippets`);
  const load = async (text: string) => judgeBy((await importSnippet(text)) as Snippet);
  return { before: await load(before.text), after: await load(after.text) };
}

async function judgeBy({ subjectOf, app, verifier }: Snippet): Promise<Judge> {
  let code: string | undefined;
  verifier?.on('token.refused', (event) => {
    code = event.code;
  });
  onTestFinished(() => verifier?.close());
  const ask = app === undefined ? callFunction(subjectOf) : await callService(app);
  return async (token) => {
    code = undefined;
    const verdict = await ask(token);
    // Why a service refuses is for its log: the sender hears only that it does.
    return 'refused' in verdict && code !== undefined ? { refused: code } : verdict;
  };
}

function callFunction(subjectOf: Snippet['subjectOf']): Judge {
  if (subjectOf === undefined) throw new Error('a snippet exports neither subjectOf nor app');
  return async (token) => {
    try {
      return { subject: await subjectOf(token) };
    } catch (error) {
      const failure = error as Error & { readonly code?: string };
      return { refused: failure.code ?? failure.constructor.name };
    }
  };
}

async function callService(app: Express): Promise<Judge> {
  const server: Server = await new Promise((resolve) => {
    const listening = app.set('env', 'test').listen(0, '127.0.0.1', () => resolve(listening));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return async (token) => {
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const text = await response.text();
    return response.ok ? { subject: JSON.parse(text).subject } : { refused: String(response.status) };
  };
}
