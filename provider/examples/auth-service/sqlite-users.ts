import { rmdirSync, statSync } from 'node:fs';
import type { Clock } from '@keyturn/shared/clock';
import sqlite from 'node-sqlite3-wasm';
import { roles, type Users, userRow } from './users.js';

const schema = `CREATE TABLE IF NOT EXISTS users (
  name TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN (${roles.map((role) => `'${role}'`).join(', ')}))
) STRICT`;

/** Users in an SQLite file. Values are bound, never written into a statement. */
export function openSqliteUsers(file: string, clock: Clock): Users {
  removeStaleLock(`${file}.lock`, clock);
  const database = new sqlite.Database(file);
  database.exec('PRAGMA busy_timeout = 200');
  database.exec(schema);
  return {
    async find(name) {
      const found = database.get(
        'SELECT id, name, password_hash AS passwordHash, role FROM users WHERE name = ?',
        [name],
      );
      return found === null ? undefined : userRow.parse(found);
    },
    async add({ id, name, passwordHash, role }) {
      const { changes } = database.run(
        'INSERT INTO users (id, name, password_hash, role) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING',
        [id, name, passwordHash, role],
      );
      return changes === 1;
    },
    async setRole(name, role) {
      return database.run('UPDATE users SET role = ? WHERE name = ?', [role, name]).changes === 1;
    },
    async close() {
      database.close();
    },
  };
}

const LONGEST_TRANSACTION_SECONDS = 10;

/** This build of SQLite locks by a folder, for milliseconds: one that is older was left by a process that was killed. */
function removeStaleLock(lock: string, clock: Clock): void {
  const made = statSync(lock, { throwIfNoEntry: false });
  if (made === undefined || clock.nowSeconds() - made.mtimeMs / 1000 < LONGEST_TRANSACTION_SECONDS) return;
  rmdirSync(lock);
}
