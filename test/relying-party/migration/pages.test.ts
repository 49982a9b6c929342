import { readdirSync, readFileSync } from 'node:fs';
import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { accessToken, makeKey } from '../made-tokens.js';
import { serveIssuer, timesNow } from '../served-issuer.js';
import { type Judge, loadPage, type Verdict } from './load-page.js';
import { strictTokens } from './stricter-tokens.js';

const folder = new URL('../../../relying-party/migration/', import.meta.url);
const read = (page: string) => readFileSync(new URL(page, folder), 'utf8');
const pages = readdirSync(folder).filter((page) => page !== 'README.md');
const key = makeKey('RS256');

const inWords = (verdict: Verdict) => ('refused' in verdict ? `\`${verdict.refused}\`` : 'accepted');

interface Judges {
  readonly before: Judge;
  readonly after: Judge;
}

async function rowOf(name: string, token: string, { before, after }: Judges): Promise<string> {
  return `| ${name} | ${inWords(await before(token))} | ${inWords(await after(token))} |`;
}

/** What a page must say: every token on which the two do not agree. */
async function differencesOf(judges: Judges): Promise<string[]> {
  const rows: string[] = [];
  for (const [name, make] of Object.entries(strictTokens)) {
    const row = await rowOf(name, make(key, timesNow), judges);
    if (row.split('| accepted').length === 2) rows.push(row);
  }
  return rows;
}

describe.each(pages)('%s', (page) => {
  test('both snippets take a good token, and its table says what they say of others', async () => {
    serveIssuer(key);
    const judges = await loadPage(page);
    const token = accessToken(key, timesNow());
    expect(await judges.before(token)).toEqual({ subject: 'client-1' });
    expect(await judges.after(token)).toEqual({ subject: 'client-1' });
    const rows = await differencesOf(judges);
    nock.cleanAll();
    serveIssuer(key, 500);
    rows.push(await rowOf('good, while the provider answers 500', token, await loadPage(page)));
    const table = /^\| the token \|.*\n\|.*\n((?:\|.*\n)+)/m.exec(read(page))?.[1] ?? '';
    expect(table.trim().split('\n')).toEqual(rows);
  });

  test('the list of pages has it', () => {
    expect(read('README.md')).toContain(`(${page})`);
  });
});
