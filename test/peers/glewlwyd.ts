import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JWK } from 'jose';
import { findFreePort } from '../support/free-port.js';

const SCHEMA = '/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3';
const POLL_MILLISECONDS = 100;
const MOST_POLLS = 600;
/** What its database begins with, of which its own manual says that it be changed. */
const administrator = { username: 'admin', password: 'password' };
const client = { id: 'service', secret: 'a-secret-of-the-test-and-nothing-else' };

const configuration = (folder: string, port: number, origin: string) => `
port=${port}
bind_address="127.0.0.1"
external_url="${origin}"
login_url="login.html"
api_prefix="api"
log_mode="file"
log_level="WARNING"
log_file="${folder}/log"
session_key="GLEWLWYD2_SESSION_ID"
admin_session_authentication="cookie"
login_api_enabled=true
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
hash_algorithm="SHA512"
database = { type = "sqlite3"; path = "${folder}/db"; };
`;

const plugin = (issuer: string, keys: readonly JWK[]) => ({
  ...{ module: 'oidc', name: 'oidc', display_name: 'OpenID Connect' },
  parameters: {
    iss: issuer,
    'jwks-private': JSON.stringify({ keys }),
    'jwks-show': true,
    'access-token-duration': 900,
    'allow-non-oidc': true,
    'auth-type-client-enabled': true,
  },
});

/**
 * glewlwyd as Debian packages it, in a process of its own that goes by the clock of the machine, with its OpenID Connect
 * plugin; all is set over its administration API, and its keys turn as its OIDC.md shows: the first of the set signs.
 *
 * @param origin where it is reached.
 */
export async function startGlewlwyd(folder: string, origin: string, keys: readonly JWK[]) {
  const port = await findFreePort();
  const made = spawnSync('sqlite3', [join(folder, 'db')], { input: readFileSync(SCHEMA) });
  if (made.status !== 0) throw new Error(`no database for glewlwyd: ${made.stderr}`);
  writeFileSync(join(folder, 'conf'), configuration(folder, port, origin));
  const child = spawn('glewlwyd', ['-c', join(folder, 'conf')], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const api = `http://127.0.0.1:${port}/api`;
  const send = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`${api}/${path}`, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`glewlwyd answers ${response.status} to ${method} ${path}`);
    return response;
  };
  for (let poll = 0; poll < MOST_POLLS && !(await isUp(`http://127.0.0.1:${port}/config`)); poll++)
    await sleep(POLL_MILLISECONDS);
  const signedIn = await send('POST', 'auth/', administrator);
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  const administer = (method: string, path: string, body?: object) => send(method, path, body, { cookie });

  const issuer = `${origin}/api/oidc`;
  await administer('POST', 'mod/plugin/', plugin(issuer, keys));
  await administer('POST', 'scope/', { name: 'read', display_name: 'read' });
  await administer('POST', 'client/', {
    ...{ client_id: client.id, name: client.id, confidential: true, enabled: true, redirect_uri: [] },
    ...{
      password: client.secret,
      client_secret: client.secret,
      token_endpoint_auth_method: ['client_secret_basic'],
    },
    ...{ authorization_type: ['client_credentials'], scope: ['read'] },
  });
  return {
    port,
    async turn(...next: readonly JWK[]) {
      await administer('PUT', 'mod/plugin/oidc', plugin(issuer, next));
      await administer('PUT', 'mod/plugin/oidc/reset');
    },
    async issue() {
      const response = await fetch(`${api}/oidc/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'read' }),
      });
      return ((await response.json()) as { access_token: string }).access_token;
    },
    async stop() {
      child.kill();
      await ended;
    },
  };
}

const isUp = (url: string) =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );
