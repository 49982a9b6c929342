import { freePort } from '../provider/command/test-terminal.js';
import { type DatabaseServer, dataFolder, isOpen, runServer } from './database-server.js';

const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction'];

/** Debian's Redis on loopback. */
export async function startRedis(settings: readonly string[] = durable): Promise<DatabaseServer> {
  const [{ folder, discard }, port] = [await dataFolder(), await freePort()];
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...settings];
  const server = runServer('redis-server', args, () => isOpen(port));
  await server.start();
  return {
    url: `redis://127.0.0.1:${port}`,
    ...server,
    async discard() {
      await server.kill();
      await discard();
    },
  };
}
