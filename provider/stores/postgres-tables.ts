import type { Pool } from 'pg';

export interface TableNames {
  readonly rings: string;
  readonly logs: string;
  readonly entries: string;
}

/**
 * Makes what is missing. A server that is read-only just now has its tables already, so nothing is written where nothing
 * is missing; and of many replicas that start at once, one makes them: several
 * statements in one query are one transaction.
 */
export async function createTables(pool: Pool, { rings, logs, entries }: TableNames): Promise<void> {
  const { rows } = await pool.query('SELECT to_regclass($1) AS last', [entries]);
  if (rows[0]?.last !== null) return;
  await pool.query(`
    SELECT pg_advisory_xact_lock(hashtext('keyturn tables'));
    CREATE TABLE IF NOT EXISTS ${rings} (issuer text PRIMARY KEY, document text NOT NULL);
    CREATE TABLE IF NOT EXISTS ${logs} (
      issuer text, log text, id text, place bigint GENERATED ALWAYS AS IDENTITY, line text NOT NULL,
      PRIMARY KEY (issuer, log, id));
    CREATE TABLE IF NOT EXISTS ${entries} (
      issuer text, id text, value text NOT NULL, expires_at double precision NOT NULL, PRIMARY KEY (issuer, id));
    CREATE INDEX IF NOT EXISTS ${entries}_by_end ON ${entries} (issuer, expires_at);`);
}
