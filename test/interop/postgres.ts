import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../provider/command/test-terminal.js';
import { type DatabaseServer, dataFolder, runServer } from './database-server.js';

const versions = '/usr/lib/postgresql';

/** Debian's PostgreSQL on loopback. It refuses to be run by root, so there it is run by its own user. */
export async function startPostgres(): Promise<DatabaseServer> {
  const [{ folder, discard }, port] = [await dataFolder(), await freePort()];
  const programs = join(versions, readdirSync(versions).sort().at(-1) ?? '', 'bin');
  const owner = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  if (owner.uid !== undefined) await chown(folder, owner.uid, owner.gid);
  const initialise = [
    '-D',
    folder,
    '--auth=trust',
    '--username=keyturn',
    '--no-sync',
    '--locale=C',
    '-E',
    'UTF8',
  ];
  execFileSync(join(programs, 'initdb'), initialise, { stdio: 'ignore', ...owner });
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`];
  const args = ['-D', folder, ...settings.flatMap((setting) => ['-c', setting])];
  const url = `postgres://keyturn@127.0.0.1:${port}/postgres`;
  const server = runServer(join(programs, 'postgres'), args, () => answers(url), owner);
  await server.start();
  return {
    url,
    ...server,
    async discard() {
      await server.kill();
      await discard();
    },
  };
}

/** A server that mends itself after a crash listens before it answers. */
async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function idOf(which: '-u' | '-g'): number {
  return Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }));
}
