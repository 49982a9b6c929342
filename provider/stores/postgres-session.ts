/** Later settings win over earlier ones. */
const durable = '-c synchronous_commit=on';

/** How each connection begins, as the driver takes it. */
export interface PostgresSession {
  readonly connectionString: string;
  readonly options: string;
}

/**
 * A commit that was confirmed must survive the server's own crash, whatever its default is, and whatever an address sets
 * of its own: the driver would take the options of the address in place of ours.
 */
export function postgresSession(url: string): PostgresSession {
  const address = new URL(url);
  const given = address.searchParams.getAll('options');
  if (given.length === 0) return { connectionString: url, options: durable };
  address.searchParams.delete('options');
  return { connectionString: address.href, options: [...given, durable].join(' ') };
}
