import pg from 'pg';
import { expect, test } from 'vitest';
import { postgresSession } from '../../../provider/stores/postgres-session.js';

/** What the driver makes of it. */
function connectionOf(url: string) {
  const client = new pg.Client(postgresSession(url));
  const { options } = (client as unknown as { connectionParameters: { options: string } })
    .connectionParameters;
  const { user, password, host, database } = client;
  return { options, user, password, host, database };
}

const plain = 'postgres://keyturn:a%2Fb%20c@db.example/rings';

test.each([
  ['', '-c synchronous_commit=on'],
  ['?application_name=a', '-c synchronous_commit=on'],
  ['?options=-c%20search_path%3Dk&application_name=a%20b', '-c search_path=k -c synchronous_commit=on'],
  ['?options=-csynchronous_commit%3Doff', '-csynchronous_commit=off -c synchronous_commit=on'],
])('a confirmed commit is durable, whatever the address asks for: %s', (query, options) => {
  expect(connectionOf(`${plain}${query}`)).toEqual({
    options,
    user: 'keyturn',
    password: 'a/b c',
    host: 'db.example',
    database: 'rings',
  });
});
