import type { Clock } from '@keyturn/shared/clock';
import { openPostgresUsers } from './postgres-users.js';
import { openSqliteUsers } from './sqlite-users.js';
import type { Users } from './users.js';

/** Where users are kept: the database of this URL, or else this file. */
export interface UsersPlace {
  readonly databaseUrl?: string | undefined;
  readonly usersFile: string;
}

export async function openUsers({ databaseUrl, usersFile }: UsersPlace, clock: Clock): Promise<Users> {
  return databaseUrl === undefined ? openSqliteUsers(usersFile, clock) : openPostgresUsers(databaseUrl);
}
