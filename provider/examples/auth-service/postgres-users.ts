import pg from 'pg';
import { type Users, userRow } from './users.js';

const schema = `CREATE TABLE IF NOT EXISTS users (
  name text PRIMARY KEY,
  id text NOT NULL UNIQUE,
  password_hash text NOT NULL,
  role text NOT NULL
)`;

const MOST_WAIT_MILLISECONDS = 3_000;

/** Users in PostgreSQL. Values are bound, never written into a statement. A server that does not answer is waited for briefly. */
export async function openPostgresUsers(url: string): Promise<Users> {
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: MOST_WAIT_MILLISECONDS,
    query_timeout: MOST_WAIT_MILLISECONDS,
  });
  // A connection that breaks while nobody uses it is replaced when somebody does.
  pool.on('error', () => {});
  try {
    await pool.query(schema);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    async find(name) {
      const { rows } = await pool.query(
        'SELECT id, name, password_hash AS "passwordHash", role FROM users WHERE name = $1',
        [name],
      );
      return rows[0] && userRow.parse(rows[0]);
    },
    async add({ id, name, passwordHash, role }) {
      const { rowCount } = await pool.query(
        'INSERT INTO users (id, name, password_hash, role) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING',
        [id, name, passwordHash, role],
      );
      return rowCount === 1;
    },
    async setRole(name, role) {
      const { rowCount } = await pool.query('UPDATE users SET role = $1 WHERE name = $2', [role, name]);
      return rowCount === 1;
    },
    close: () => pool.end(),
  };
}
