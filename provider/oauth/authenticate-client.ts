import type Koa from 'koa';
import { addressBlock } from '../http/address-block.js';
import type { LogEvent } from '../rotator/ring-context.js';
import { readBasicCredentials } from './basic-credentials.js';
import type { Client, Clients } from './client.js';
import type { AssertionCheck } from './client-assertion.js';
import { ASSERTION_TYPE } from './client-assertion.js';
import { ClientRefusal, refusalFields } from './client-refusal.js';
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
  log: LogEvent,
): Promise<Client> {
  try {
    return await findClient(ctx, form, authentication);
  } catch (error) {
    if (!(error instanceof ClientRefusal)) throw error;
    log('warn', 'client.refused', { requestId: String(ctx.state.requestId), ...refusalFields(error) });
    const description = descriptions[error.code] ?? 'client authentication failed';
    throw new OAuthError('invalid_client', description, {
      headers: { 'WWW-Authenticate': 'Basic realm="keyturn token endpoint", charset="UTF-8"' },
    });
  }
}

/** What says nothing of any client may be told. */
const descriptions: Readonly<Partial<Record<ClientRefusal['code'], string>>> = {
  credentials_missing: 'no client authentication in the request',
  method_unsupported: 'client_secret in the body is not supported; use client_secret_basic',
};

async function findClient(
  ctx: Koa.Context,
  form: Form,
  authentication: ClientAuthentication,
): Promise<Client> {
  const authorization = ctx.get('Authorization');
  const assertion = form.get('client_assertion');
  if (form.has('client_secret')) throw new ClientRefusal('method_unsupported');
  if (authorization !== '' && assertion !== undefined)
    throw new OAuthError('invalid_request', 'more than one method of client authentication');
  const client =
    assertion === undefined
      ? await byBasic(authorization, ctx.ip, authentication)
      : await byAssertion(assertion, form, authentication);
  const named = form.get('client_id');
  if (named !== undefined && named !== client.clientId)
    throw new ClientRefusal('client_id_differs', { unverifiedClientId: client.clientId });
  return client;
}

async function byBasic(
  authorization: string,
  address: string,
  { clients, checkAgainstNobody }: ClientAuthentication,
): Promise<Client> {
  if (authorization === '') throw new ClientRefusal('credentials_missing');
  const credentials = readBasicCredentials(authorization);
  if (credentials === undefined) throw new ClientRefusal('credentials_malformed');
  const { clientId, secret } = credentials;
  const client = clients.get(clientId);
  const check = client?.checkSecret ?? checkAgainstNobody;
  // Who guesses at one client's secret waits for itself, and not that client, which calls from elsewhere.
  const matches = await check(secret, JSON.stringify([clientId, addressBlock(address)]));
  if (client === undefined) throw unknownClient(clientId, clients.has(secret));
  if (!matches) throw new ClientRefusal('secret_wrong', { unverifiedClientId: clientId });
  return client;
}

/** Where the two stand in each other's place, what was given as the id is a secret. */
function unknownClient(unverifiedClientId: string, isSwapped: boolean): ClientRefusal {
  return new ClientRefusal(
    'client_unknown',
    isSwapped ? { detail: 'id and secret are swapped' } : { unverifiedClientId },
  );
}

async function byAssertion(
  assertion: string,
  form: Form,
  { clients, checkAssertion }: ClientAuthentication,
): Promise<Client> {
  if (form.get('client_assertion_type') !== ASSERTION_TYPE)
    throw new OAuthError('invalid_request', 'client_assertion needs the client_assertion_type of RFC 7523');
  const clientId = await checkAssertion(assertion);
  const client = clients.get(clientId);
  if (client === undefined) throw new ClientRefusal('client_unknown', { unverifiedClientId: clientId });
  return client;
}
