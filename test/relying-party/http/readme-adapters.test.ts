import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { expect, onTestFinished, test } from 'vitest';
import { importSnippet } from '../../readme/import-snippet.js';
import { readBlocks } from '../../readme/read-blocks.js';
import { accessToken, makeKey } from '../made-tokens.js';
import { serveIssuer, timesNow } from '../served-issuer.js';

const readme = readFileSync(new URL('../../../relying-party/http/README.md', import.meta.url), 'utf8');
const snippets = readBlocks(readme).filter(({ language }) => language === 'ts');

type Fetching = Parameters<typeof getRequestListener>[0];

/** How the app of each snippet is listened to. */
const listeners: Readonly<Record<string, (app: never) => Server | Promise<Server>>> = {
  koa: (app: { callback(): RequestListener }) => createServer(app.callback()),
  express: (app: RequestListener) => createServer(app),
  fastify: async (app: { ready(): Promise<unknown>; server: Server }) => {
    await app.ready();
    return app.server;
  },
  hono: (app: { fetch: Fetching }) => createServer(getRequestListener(app.fetch)),
  web: (app: { fetch: Fetching }) => createServer(getRequestListener(app.fetch)),
};

async function startSnippet(name: string): Promise<string> {
  const snippet = snippets.find(({ text }) => text.includes(`'@keyturn/relying-party/${name}'`));
  const text = `${snippet?.text}\n${name === 'web' ? '' : 'export default app;'}\nexport { verifier };\n`;
  const { default: app, verifier } = (await importSnippet(text)) as {
    default: never;
    verifier: { close(): void };
  };
  const server = await listeners[name]?.(app);
  if (server === undefined) throw new Error(`${name} has no listener`);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    verifier.close();
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each(Object.keys(listeners))(
  '%s as documented: the document openly, the rest for a token',
  async (name) => {
    const key = makeKey('RS256');
    serveIssuer(key);
    const url = await startSnippet(name);

    const document = await fetch(`${url}/.well-known/oauth-protected-resource`);
    expect(document.status).toBe(200);
    expect(document.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await document.json()).toMatchObject({
      resource: 'https://api.example',
      authorization_servers: ['https://issuer.example'],
    });

    const refused = await fetch(url);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain(
      'resource_metadata="https://api.example/.well-known/oauth-protected-resource"',
    );

    const authorization = `Bearer ${accessToken(key, timesNow())}`;
    const accepted = await fetch(url, { headers: { authorization } });
    expect([accepted.status, await accepted.json()]).toEqual([200, { hello: 'client-1' }]);
  },
);
