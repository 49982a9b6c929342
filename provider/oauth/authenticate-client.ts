import type Koa from 'koa';
import { addressBlock } from '../http/address-block.js';
import type { LogEvent } from '../rotator/ring-context.js';
import type { BasicCredentials } from './basic-credentials.js';
import { readBasicCredentials } from './basic-credentials.js';
import type { Client, Clients } from './client.js';
import type { AssertionCheck } from './client-assertion.js';
import { ASSERTION_TYPE } from './client-assertion.js';
import { ClientRefusal, refusalFields } from './client-refusal.js';
import { OAuthError } from './oauth-error.js';
import type { Form } from './parse-form.js';
import type { SecretCheck } from './secret-check.js';

/** RFC 8414 section 2; the names of the methods below. */
export const clientAuthMethods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;

export interface ClientAuthentication {
  readonly clients: Clients;
  readonly checkAssertion: AssertionCheck;
  /** Never true, as slow as a real one: run for clients that do not exist or have no secret. */
  readonly checkAgainstNobody: SecretCheck;
}

/** What this issuer announces: the secret in the body only where some client may send it. */
export function announcedAuthMethods({ clients }: Pick<ClientAuthentication, 'clients'>): readonly string[] {
  const inBody = [...clients.values()].some(({ secretInBody }) => secretInBody);
  return clientAuthMethods.filter((method) => inBody || method !== 'client_secret_post');
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
};

async function findClient(
  ctx: Koa.Context,
  form: Form,
  authentication: ClientAuthentication,
): Promise<Client> {
  const { authorization = '' } = ctx.req.headers;
  const assertion = form.get('client_assertion');
  const secret = form.get('client_secret');
  const methods =
    Number(authorization !== '') + Number(assertion !== undefined) + Number(secret !== undefined);
  if (methods > 1) throw new OAuthError('invalid_request', 'more than one method of client authentication');
  const client =
    assertion !== undefined
      ? await byAssertion(assertion, form, authentication)
      : secret !== undefined
        ? await byBody(form.get('client_id'), secret, ctx.ip, authentication)
        : await byBasic(authorization, ctx.ip, authentication);
  const named = form.get('client_id');
  if (named !== undefined && named !== client.clientId)
    throw new ClientRefusal('client_id_differs', { unverifiedClientId: client.clientId });
  return client;
}

async function byBasic(
  authorization: string,
  address: string,
  authentication: ClientAuthentication,
): Promise<Client> {
  if (authorization === '') throw new ClientRefusal('credentials_missing');
  const credentials = readBasicCredentials(authorization);
  if (credentials === undefined) throw new ClientRefusal('credentials_malformed');
  return bySecret(credentials, address, authentication);
}

/** RFC 6749 section 2.3.1 does not recommend it, so each client that has no other way is named. */
async function byBody(
  clientId: string | undefined,
  secret: string,
  address: string,
  authentication: ClientAuthentication,
): Promise<Client> {
  if (clientId === undefined)
    throw new OAuthError('invalid_request', 'client_secret needs the client_id beside it');
  const client = await bySecret({ clientId, secret }, address, authentication);
  // After the check, so that no answer and no time tells who is named.
  if (!client.secretInBody) throw new ClientRefusal('method_unsupported', { unverifiedClientId: clientId });
  return client;
}

async function bySecret(
  { clientId, secret }: BasicCredentials,
  address: string,
  { clients, checkAgainstNobody }: ClientAuthentication,
): Promise<Client> {
  const client = clients.get(clientId);
  const check = client?.checkSecret ?? checkAgainstNobody;
  // Who guesses at one client's secret waits for itself, and not that client, which calls from elsewhere.
  // No address has a space in it, so no two callers share a line.
  const matches = await check(secret, `${addressBlock(address)} ${clientId}`);
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
