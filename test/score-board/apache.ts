import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DRILL_AUDIENCE } from '../../provider/drills/drill-audience.js';
import { discoverByHand } from '../parties/discover-by-hand.js';
import { loopbackTls } from '../relying-party/fetch/loopback-tls.js';
import { findFreePort } from '../support/free-port.js';
import { debianVersions, type StartedService, serviceTarget } from './debian-service.js';
import type { Entrant } from './entrant.js';

const packages = ['apache2', 'libapache2-mod-auth-openidc'];
const POLL_MILLISECONDS = 50;
const MOST_POLLS = 200;

const modules = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'dir', 'auth_openidc'];

/** What the module's documentation shows for a resource server; the rest is what Apache needs to start anywhere. */
const configuration = (folder: string, port: number, issuer: string, jwksUri: string) => `
ServerRoot ${folder}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
DefaultRuntimeDir ${folder}
Mutex file:${folder}
DocumentRoot ${folder}/htdocs
DirectoryIndex index.html
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
<IfModule unixd_module>
  User www-data
  Group www-data
</IfModule>
OIDCOAuthVerifyJwksUri ${jwksUri}
OIDCCABundlePath ${folder}/roots.pem
<Location />
  AuthType oauth20
  <RequireAll>
    Require claim iss:${issuer}
    Require claim aud:${DRILL_AUDIENCE}
  </RequireAll>
</Location>
`;

async function start(issuer: string): Promise<StartedService> {
  const jwksUri = await discoverByHand(issuer)();
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-apache-'));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'htdocs'));
  writeFileSync(join(folder, 'htdocs/index.html'), 'yes\n');
  writeFileSync(join(folder, 'roots.pem'), loopbackTls.cert);
  const port = await findFreePort();
  const file = join(folder, 'apache.conf');
  writeFileSync(file, configuration(folder, port, issuer, jwksUri));
  const child = spawn('/usr/sbin/apache2', ['-f', file, '-DFOREGROUND'], { stdio: 'inherit' });
  child.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (let poll = 0; poll < MOST_POLLS && !(await isOpen(port)); poll++) await sleep(POLL_MILLISECONDS);
  return { child, url: `http://127.0.0.1:${port}/` };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
}

export const apache: Entrant = {
  name: 'Apache with mod_auth_openidc',
  versions: () => debianVersions(...packages),
  settings:
    '`AuthType oauth20`, `OIDCOAuthVerifyJwksUri`; `Require claim` for `iss` and `aud`; discovery by hand',
  httpsOnly: true,
  packages,
  startTarget: (issuer) => serviceTarget(start(issuer)),
};
