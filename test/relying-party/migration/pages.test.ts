import { readdirSync, readFileSync } from 'node:fs';
import { systemClock } from '@keyturn/shared/clock';
import nock from 'nock';
import { describe, expect, onTestFinished, test } from 'vitest';
import { accessToken, issuer, makeKey } from '../made-tokens.js';
import { type Judge, loadPage, type Verdict } from './load-page.js';
import { strictTokens } from './stricter-tokens.js';

const folder = new URL('../../../relying-party/migration/', import.meta.url);
const read = (page: string) => readFileSync(new URL(page, folder), 'utf8');
const pages = readdirSync(folder).filter((page) => page !== 'README.md');
const key = makeKey('RS256');

/** Times around now: the other libraries know no clock but the system's. */
function at(changes: Record<string, unknown> = {}) {
  const now = Math.floor(systemClock.nowSeconds());
  return { iat: now - 10, exp: now + 300, ...changes };
}

function serveIssuer(status = 200): void {
  onTestFinished(() => nock.cleanAll());
  const jwksUri = `${issuer}/.well-known/jwks.json`;
  const serve = (path: string, body: object) =>
    nock(issuer).persist().get(path).optionally().reply(status, body);
  serve('/.well-known/openid-configuration', {
    issuer,
    jwks_uri: jwksUri,
    id_token_signing_alg_values_supported: ['RS256'],
  });
  serve('/.well-known/jwks.json', { keys: [key.jwk] });
}

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
    const row = await rowOf(name, make(key, at), judges);
    if (row.split('| accepted').length === 2) rows.push(row);
  }
  return rows;
}

describe.each(pages)('%s', (page) => {
  test('both snippets take a good token, and its table says what they say of others', async () => {
    serveIssuer();
    const judges = await loadPage(page);
    const token = accessToken(key, at());
    expect(await judges.before(token)).toEqual({ subject: 'client-1' });
    expect(await judges.after(token)).toEqual({ subject: 'client-1' });
    const rows = await differencesOf(judges);
    nock.cleanAll();
    serveIssuer(500);
    rows.push(await rowOf('good, while the provider answers 500', token, await loadPage(page)));
    const table = /^\| the token \|.*\n\|.*\n((?:\|.*\n)+)/m.exec(read(page))?.[1] ?? '';
    expect(table.trim().split('\n')).toEqual(rows);
  });

  test('the list of pages has it', () => {
    expect(read('README.md')).toContain(`(${page})`);
  });
});
