import type { Clock } from '@keyturn/shared/clock';
import { systemClock } from '@keyturn/shared/clock';
import { createLog, createProvider, type LogEvent, type Provider, type SingleIssuerInput } from 'keyturn';
import { Attempts } from './attempts.js';
import { signUp } from './log-in.js';
import { openFolder } from './open-folder.js';
import { openUsers } from './open-users.js';
import { createPasswords, type Passwords } from './passwords.js';
import { createRoutes } from './routes.js';
import type { Role, Users } from './users.js';

export interface AuthServiceOptions {
  /** What stands in `iss`: https, or http on loopback. */
  readonly issuer: string;
  /** On loopback. */
  readonly port: number;
  /** Whom the tokens are for. */
  readonly audience: string;
  /** Where users and keys are kept. Made where it is missing. */
  readonly folder: string;
  /** Of PostgreSQL, for the users. Default: none, they are kept in the folder. */
  readonly databaseUrl?: string | undefined;
  /** More of keyturn's configuration. Default: none, so keys turn once a day and nobody may turn them from outside. */
  readonly provider?: Partial<SingleIssuerInput>;
  /** Users that begin with a new folder. */
  readonly firstUsers?: readonly { readonly name: string; readonly password: string; readonly role: Role }[];
}

export interface AuthServiceParts {
  readonly clock?: Clock;
  readonly log?: LogEvent;
  readonly passwords?: Passwords;
}

export interface AuthService {
  readonly users: Users;
  readonly provider: Provider;
  close(): Promise<void>;
}

/** Rejects as `createProvider` and `listen` do. */
export async function startAuthService(
  options: AuthServiceOptions,
  { clock = systemClock, log = createLog(), passwords = createPasswords() }: AuthServiceParts = {},
): Promise<AuthService> {
  const { issuer, port, audience } = options;
  const folder = await openFolder(options.folder);
  const users = await openUsers({ ...options, ...folder }, clock);
  try {
    const provider = await createProvider(
      {
        issuer,
        listen: { port },
        store: { kind: 'file', folder: folder.keysFolder },
        wrappingKeyFile: folder.wrappingKeyFile,
        ...options.provider,
      },
      { clock, log, createRing: folder.isNew },
    );
    if (folder.isNew)
      for (const { role, ...user } of options.firstUsers ?? [])
        await signUp({ users, passwords, log }, user, role);
    // Behind the provider's own endpoints: its limits, security headers and log are for these too.
    const { sign } = provider.issuer();
    const attempts = new Attempts();
    provider.app.use(createRoutes({ users, passwords, attempts, sign, audience, log }));
    await provider.listen().catch(async (error: unknown) => {
      await provider.close();
      throw error;
    });
    return {
      users,
      provider,
      async close() {
        await provider.close();
        await users.close();
      },
    };
  } catch (error) {
    await users.close();
    throw error;
  }
}
