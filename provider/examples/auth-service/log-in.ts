import { randomUUID } from 'node:crypto';
import type { Issuer, LogEvent } from 'keyturn';
import type { Attempts } from './attempts.js';
import type { Passwords } from './passwords.js';
import { Refusal } from './refusal.js';
import { type Role, type User, type Users, userName } from './users.js';

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** RFC 6749 section 5.1. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
}

export interface Parts {
  readonly users: Users;
  readonly passwords: Passwords;
  readonly attempts: Attempts;
  readonly sign: Issuer['sign'];
  /** Whom the tokens are for. */
  readonly audience: string;
  readonly log: LogEvent;
}

/** A token for who knows a password. Rejects with Refusal. */
export async function logIn(
  parts: Parts,
  { name, password }: Credentials,
  address: string,
): Promise<TokenAnswer> {
  const { users, passwords, attempts, sign, audience, log } = parts;
  await attempts.countLogIn(name, address);
  // What can be nobody's name never reaches the database, which might read less of it than the limits above.
  const user = userName.test(name) ? await users.find(name) : undefined;
  const isRight = await passwords.matches(password, user?.passwordHash).catch(async (error: unknown) => {
    await attempts.takeBack(name, address);
    throw error;
  });
  if (user === undefined || !isRight) {
    // The name is not logged: people type passwords into that field.
    log('info', 'log_in.refused', { userId: user?.id });
    throw new Refusal('credentials_wrong');
  }
  await attempts.takeBack(name, address);
  const { token, expiresInSeconds } = await sign({
    sub: user.id,
    client_id: 'auth-service',
    aud: audience,
    roles: [user.role], // RFC 9068 section 2.2.3.1
  });
  log('info', 'log_in.accepted', { userId: user.id, role: user.role });
  return { access_token: token, token_type: 'Bearer', expires_in: expiresInSeconds };
}

const fewestCharacters = 15; // NIST SP 800-63B section 3.1.1.2, where a password is all there is
const mostCharacters = 128;
/** Of a surrogate pair: they have no bytes, so all of them are hashed alike. */
const halfCharacter = /\p{Surrogate}/u;

/** A new user. What a role is, the caller has no say in. Rejects with Refusal. */
export async function signUp(
  { users, passwords, log }: Pick<Parts, 'users' | 'passwords' | 'log'>,
  { name, password }: Credentials,
  role: Role = 'reader',
): Promise<Omit<User, 'passwordHash'>> {
  const length = [...password].length;
  const isFit = length >= fewestCharacters && length <= mostCharacters && !halfCharacter.test(password);
  if (!isFit || password.toLowerCase().includes(name)) throw new Refusal('password_unfit');
  if ((await users.find(name)) !== undefined) throw new Refusal('name_taken');
  const user = { id: randomUUID(), name, role };
  const isAdded = await users.add({ ...user, passwordHash: await passwords.hash(password) });
  if (!isAdded) throw new Refusal('name_taken');
  log('info', 'user.added', { userId: user.id, role });
  return user;
}
