import type Koa from 'koa';
import { readBasicCredentials } from './basic-credentials.js';
import type { Client, Clients } from './client.js';
import type { AssertionCheck } from './client-assertion.js';
import { ASSERTION_TYPE } from './client-assertion.js';
import { OAuthError } from './oauth-error.js';
import type { Form } from './parse-form.js';
import type { SecretCheck } from './secret-check.js';

/** RFC 8414 section 2; the names of the methods below. */
export const clientAuthMethods = ['client_secret_basic', 'private_key_jwt'] as const;

export interface ClientAuthentication {
  readonly clients: Clients;
  readonly checkAssertion: AssertionCheck;
  /** Never true, as slow as a real one: run for clients that do not exist or have no secret. */
  readonly checkAgainstNobody: SecretCheck;
}

/** Which client a token request comes from: exactly one method, one answer whatever is wrong (RFC 6749 section 2.3). */
export async function authenticateClient(
  ctx: Koa.Context,
  form: Form,
  authentication: ClientAuthentication,
): Promise<Client> {
  const authorization = ctx.get('Authorization');
  const assertion = form.get('client_assertion');
  if (form.has('client_secret'))
    throw refused('client_secret in the body is not supported; use client_secret_basic');
  if (authorization !== '' && assertion !== undefined)
    throw new OAuthError('invalid_request', 'more than one method of client authentication');
  const client =
    assertion === undefined
      ? await byBasic(authorization, authentication)
      : await byAssertion(assertion, form, authentication);
  const named = form.get('client_id');
  if (client === undefined || (named !== undefined && named !== client.clientId))
    throw refused('client authentication failed');
  return client;
}

async function byBasic(
  authorization: string,
  { clients, checkAgainstNobody }: ClientAuthentication,
): Promise<Client | undefined> {
  if (authorization === '') throw refused('no client authentication in the request');
  const credentials = readBasicCredentials(authorization);
  if (credentials === undefined) return undefined;
  const client = clients.get(credentials.clientId);
  const check = client?.checkSecret ?? checkAgainstNobody;
  return (await check(credentials.secret)) ? client : undefined;
}

async function byAssertion(
  assertion: string,
  form: Form,
  { clients, checkAssertion }: ClientAuthentication,
): Promise<Client | undefined> {
  if (form.get('client_assertion_type') !== ASSERTION_TYPE)
    throw new OAuthError('invalid_request', 'client_assertion needs the client_assertion_type of RFC 7523');
  const clientId = await checkAssertion(assertion);
  return clientId === undefined ? undefined : clients.get(clientId);
}

function refused(description: string): OAuthError {
  return new OAuthError('invalid_client', description, {
    headers: { 'WWW-Authenticate': 'Basic realm="keyturn token endpoint", charset="UTF-8"' },
  });
}
