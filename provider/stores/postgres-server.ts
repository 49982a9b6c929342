import type { Clock } from '@keyturn/shared/clock';
import { postgresSession } from './postgres-session.js';
import { createTables } from './postgres-tables.js';
import { answerOf, loadDriver, placeOf } from './server-answers.js';
import type { SharedServer } from './shared-server.js';
import { entryId } from './short-lived-state.js';

export interface PostgresOptions {
  /** `postgres://`, with its credentials. */
  readonly url: string;
  /** What the names of the tables begin with: letters, digits, `_`. */
  readonly prefix: string;
  /** Each issuer has rows of its own. */
  readonly issuer: string;
  readonly clock: Clock;
}

/** What has expired is in nobody's way; it only takes room. */
const SWEPT_EVERY_MILLISECONDS = 10_000;

const now = 'extract(epoch from clock_timestamp())';

/**
 * PostgreSQL by its own driver: Keyv's adapter keeps one pool for the whole process, which the first to close ends for all.
 * Each step is one statement.
 */
export async function createPostgresServer(options: PostgresOptions): Promise<SharedServer> {
  const { url, prefix, issuer, clock } = options;
  const { default: pg } = await loadDriver('pg', () => import('pg'));
  const pool = new pg.Pool({ ...postgresSession(url), max: 4, connectionTimeoutMillis: 3000 });
  pool.on('error', () => {
    // Of a connection that nobody uses: the next one to ask gets another.
  });
  const place = placeOf(url);
  const [rings, logs, entries] = [`${prefix}_rings`, `${prefix}_logs`, `${prefix}_entries`];
  let tables: Promise<void> | undefined;
  const ask = (sql: string, values: readonly unknown[]): Promise<Record<string, unknown>[]> =>
    answerOf(clock, place, async () => {
      tables ??= createTables(pool, { rings, logs, entries });
      await tables.catch((error: unknown) => {
        tables = undefined;
        throw error;
      });
      return (await pool.query(sql, [...values])).rows;
    });
  let sweepAtMilliseconds = Number.NEGATIVE_INFINITY;
  const sweep = async () => {
    const at = clock.monotonicMilliseconds();
    if (at < sweepAtMilliseconds) return;
    sweepAtMilliseconds = at + SWEPT_EVERY_MILLISECONDS;
    await ask(`DELETE FROM ${entries} WHERE issuer = $1 AND expires_at <= ${now}`, [issuer]);
  };
  const put = (condition: string) =>
    `INSERT INTO ${entries} (issuer, id, value, expires_at) VALUES ($1, $2, $3, ${now} + $4::float8)
     ON CONFLICT (issuer, id) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at ${condition}
     RETURNING 1`;
  return {
    async nowSeconds() {
      const [row] = await ask(`SELECT ${now} AS now`, []);
      return Number(row?.now);
    },
    async readRing() {
      const [row] = await ask(`SELECT document FROM ${rings} WHERE issuer = $1`, [issuer]);
      return row === undefined ? null : String(row.document);
    },
    async swapRing(before, after, beforeSeconds) {
      const latest = Number.isFinite(beforeSeconds) ? beforeSeconds : null;
      const inTime = `($3::float8 IS NULL OR ${now} <= $3::float8)`;
      const swapped =
        before === null
          ? await ask(
              `INSERT INTO ${rings} (issuer, document) SELECT $1, $2 WHERE ${inTime} ON CONFLICT DO NOTHING RETURNING 1`,
              [issuer, after, latest],
            )
          : await ask(
              // The time is asked for the row that is held: whoever waited for another's lock may be too late by then.
              `WITH held AS MATERIALIZED (SELECT issuer FROM ${rings} WHERE issuer = $1 AND document = $4 FOR UPDATE)
               UPDATE ${rings} AS ring SET document = $2 FROM held
               WHERE ring.issuer = held.issuer AND CASE WHEN held.issuer IS NOT NULL THEN ${inTime} END RETURNING 1`,
              [issuer, after, latest, before],
            );
      return swapped.length === 1;
    },
    async append(log, items) {
      if (items.length === 0) return;
      await ask(
        `INSERT INTO ${logs} (issuer, log, id, line)
         SELECT $1, $2, id, line FROM unnest($3::text[], $4::text[]) AS given (id, line) ON CONFLICT DO NOTHING`,
        [issuer, log, items.map(({ id }) => id), items.map(({ text }) => text)],
      );
    },
    async readLog(log) {
      const rows = await ask(`SELECT line FROM ${logs} WHERE issuer = $1 AND log = $2 ORDER BY place`, [
        issuer,
        log,
      ]);
      return rows.map(({ line }) => String(line));
    },
    async addIfAbsent({ namespace, key, value, ttlSeconds }) {
      const id = entryId(namespace, key);
      await sweep();
      const added = await ask(put(`WHERE ${entries}.expires_at <= ${now}`), [issuer, id, value, ttlSeconds]);
      return added.length === 1;
    },
    async set({ namespace, key, value, ttlSeconds }) {
      await ask(put(''), [issuer, entryId(namespace, key), value, ttlSeconds]);
    },
    async get(namespace, key) {
      const [row] = await ask(
        `SELECT value FROM ${entries} WHERE issuer = $1 AND id = $2 AND expires_at > ${now}`,
        [issuer, entryId(namespace, key)],
      );
      return row === undefined ? null : String(row.value);
    },
    async remove(namespace, key) {
      await ask(`DELETE FROM ${entries} WHERE issuer = $1 AND id = $2`, [issuer, entryId(namespace, key)]);
    },
    close: () => pool.end(),
  };
}
