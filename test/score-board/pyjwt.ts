import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DRILL_AUDIENCE } from '../../provider/drills/drill-audience.js';
import { debianVersions, type StartedService, serviceTarget } from './debian-service.js';
import type { Entrant } from './entrant.js';

const packages = ['python3-jwt', 'python3-cryptography'];
const script = fileURLToPath(new URL('pyjwt-service.py', import.meta.url));

async function start(issuer: string): Promise<StartedService> {
  const child = spawn('/usr/bin/python3', [script, issuer, DRILL_AUDIENCE], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, url: `http://127.0.0.1:${port}/` };
}

export const pyJwt: Entrant = {
  name: 'PyJWT',
  versions: () => debianVersions('python3-jwt'),
  settings: 'PyJWKClient behind a small http server; discovery by hand',
  httpsOnly: false,
  packages,
  startTarget: (issuer) => serviceTarget(start(issuer)),
};
