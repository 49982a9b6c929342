import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '@keyturn/shared/clock';
import type { SingleIssuerInput } from 'keyturn';
import { openFolder } from './open-folder.js';
import { openUsers } from './open-users.js';
import { audience, sample } from './sample.js';
import { startAuthService } from './start.js';
import { roles } from './users.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Does what the command line says (README); the answer ends it. */
export async function run(args: readonly string[], environment: Environment): Promise<() => Promise<void>> {
  const text = { type: 'string' } as const;
  const known = { issuer: text, port: text, folder: text, grant: text };
  const { values } = parseArgs({ args: [...args], options: known });
  if (values.grant !== undefined) return grant(values.folder, values.grant, environment);
  const port = Number(values.port ?? environment.KEYTURN_PORT ?? 4000);
  const issuer = values.issuer ?? `http://localhost:${port}`;
  const isSample = values.folder === undefined;
  const folder = values.folder ?? (await mkdtemp(join(tmpdir(), 'auth-service-')));
  const discard = async () => {
    if (isSample) await rm(folder, { recursive: true, force: true });
  };
  const { AUTH_DATABASE_URL: databaseUrl } = environment;
  const rest = isSample
    ? sample
    : { databaseUrl, provider: { ...doorsFrom(environment), ...proxyFor(issuer) } };
  try {
    const service = await startAuthService({ issuer, port, audience, folder, ...rest });
    console.log(`auth service: ${issuer}, ${isSample ? 'a sample that ends with it' : `in ${folder}`}`);
    return async () => {
      await service.close();
      await discard();
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** `--grant jane=admin`, while the service runs or not. Counts from the next log-in on. */
async function grant(
  folder: string | undefined,
  said: string,
  { AUTH_DATABASE_URL: databaseUrl }: Environment,
): Promise<() => Promise<void>> {
  const [name = '', named] = said.split('=');
  const role = roles.find((each) => each === named);
  if (folder === undefined || role === undefined)
    throw new Error(`say --folder FOLDER --grant NAME=ROLE; roles are ${roles.join(', ')}`);
  const { usersFile } = await openFolder(folder);
  const users = await openUsers({ databaseUrl, usersFile }, systemClock);
  const isThere = await users.setRole(name, role);
  await users.close();
  if (!isThere) throw new Error(`there is no user ${name}`);
  return async () => {};
}

/** Stored forms, as `keyturn secret` makes them. Without them, `/cron` and `/admin` stay closed. */
function doorsFrom({ KEYTURN_CRON_CREDENTIAL: cron, KEYTURN_ADMIN_CREDENTIAL: admin }: Environment) {
  const doors: Partial<SingleIssuerInput> = {
    ...(cron === undefined ? {} : { cron: { credentials: [cron] } }),
    ...(admin === undefined ? {} : { admin: { callers: [{ name: 'operator', credentials: [admin] }] } }),
  };
  return doors;
}

/** Nobody but this machine can connect. For an https issuer, what connects is a proxy, which knows who the users are. */
const proxyFor = (issuer: string) =>
  issuer.startsWith('https:') ? { proxy: { from: ['127.0.0.1', '::1'] } } : {};
