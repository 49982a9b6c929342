import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import * as oauth from 'oauth4webapi';
import { agent } from './issuer.js';

/** For this example alone: an issuer on loopback, without TLS. */
const onLoopback = { [oauth.allowInsecureRequests]: true };

/**
 * An MCP client that finds out by itself where to get a token: from the refusal to the metadata of the resource, from there
 * to the issuer, from there to the token.
 * @param trustedIssuer the only one that it shows its secret to, whatever a server says.
 */
export async function connectClient(url: string, trustedIssuer: string, say: (line: string) => void) {
  let token: string | undefined;
  const fetchWithToken = async (input: string | URL, init: RequestInit = {}): Promise<Response> => {
    const send = () => {
      const headers = new Headers(init.headers);
      if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
      return fetch(input, { ...init, headers });
    };
    const response = await send();
    if (response.status !== 401) return response;
    await response.body?.cancel();
    token = await followChallenge(response, new URL(url), trustedIssuer, say);
    return send();
  };
  const client = new Client({ name: 'agent', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { fetch: fetchWithToken }));
  return { client, token: () => token };
}

/** RFC 9728 section 5: challenge, metadata of the resource, metadata of the issuer, token. */
async function followChallenge(
  refused: Response,
  resource: URL,
  trustedIssuer: string,
  say: (line: string) => void,
): Promise<string> {
  const challenge = refused.headers.get('www-authenticate') ?? '';
  const metadataUrl = /resource_metadata="([^"]+)"/.exec(challenge)?.[1];
  if (metadataUrl === undefined) throw new Error('refused without a word on where to get a token');
  say(`  401: ${challenge}`);
  // The document must say that it is of this very resource, or a server could collect tokens for another.
  const described = await oauth.processResourceDiscoveryResponse(resource, await fetch(metadataUrl));
  const issuer = described.authorization_servers?.find((name) => name === trustedIssuer);
  if (issuer === undefined) throw new Error('the server takes tokens of issuers that are strangers to us');
  say(`  its metadata names the issuer ${issuer}`);
  const issuerUrl = new URL(issuer);
  const found = await oauth.discoveryRequest(issuerUrl, onLoopback);
  const server = await oauth.processDiscoveryResponse(issuerUrl, found);
  const client = { client_id: agent.clientId };
  const secret = oauth.ClientSecretBasic(agent.secret);
  const wanted = { resource: resource.href };
  const answered = await oauth.clientCredentialsGrantRequest(server, client, secret, wanted, onLoopback);
  const { access_token, scope } = await oauth.processClientCredentialsResponse(server, client, answered);
  say(`  the issuer gives a token for ${resource.href}, scope ${scope}`);
  return access_token;
}
