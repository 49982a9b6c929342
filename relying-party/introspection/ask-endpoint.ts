import type { FetchDocument, FetchRules } from '../fetch/door.js';
import type { ClientAuthentication } from '../jwc/inner-source.js';
import { readJsonObject } from '../keys/read-json.js';
import { RefreshFailure } from '../keys/refresh-failure.js';
import type { VerifiedToken } from '../trust/verified-token.js';
import { IntrospectionFailure } from './introspection-failure.js';

/** Where an issuer says whether a token still counts, and how we show there who we are. */
export interface IntrospectionEndpoint {
  /** `introspection_endpoint` of the issuer's metadata: https, by the rules of every fetch. */
  readonly url: string;
  /** Asked before each request, so that an assertion may be made for it. */
  readonly authenticate: () => ClientAuthentication | Promise<ClientAuthentication>;
}

/**
 * One question (RFC 7662 section 2.1).
 * @returns whether the token is active; anything but `"active": true` is not.
 * @throws FetchFailure, IntrospectionFailure
 */
export async function askEndpoint(
  { url, authenticate }: IntrospectionEndpoint,
  token: string,
  { claims }: Pick<VerifiedToken, 'claims'>,
  fetchDocument: FetchDocument,
  fetchRules: FetchRules,
): Promise<boolean> {
  const { headers = {}, form = {} } = await showClient(authenticate);
  const body = new URLSearchParams({ ...form, token, token_type_hint: 'access_token' }).toString();
  const document = await fetchDocument({ url, post: { headers, body } }, fetchRules);
  const answer = readAnswer(document.body);
  if (typeof answer.active !== 'boolean')
    throw new IntrospectionFailure('introspection_invalid', 'The answer does not say whether it is active.');
  // A cache on the way, or a server in confusion: what is said of another token is no answer.
  for (const name of ['iss', 'jti'])
    if (
      answer.active &&
      answer[name] !== undefined &&
      claims[name] !== undefined &&
      answer[name] !== claims[name]
    )
      throw new IntrospectionFailure('introspection_of_another_token', `The answer has another "${name}".`);
  return answer.active;
}

async function showClient(
  authenticate: IntrospectionEndpoint['authenticate'],
): Promise<ClientAuthentication> {
  try {
    return await authenticate();
  } catch {
    // Its own words may hold what it could not send.
    throw new IntrospectionFailure('introspection_authentication_failed', '"authenticate" failed.');
  }
}

function readAnswer(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return readJsonObject(body);
  } catch (failure) {
    if (!(failure instanceof RefreshFailure)) throw failure;
    throw new IntrospectionFailure('introspection_invalid', 'The answer is no JSON object.');
  }
}
